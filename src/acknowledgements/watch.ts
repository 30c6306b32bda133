import { stat } from 'node:fs/promises';
import type { Finding } from '../finding.js';
import { systemCode } from '../systemCode.js';
import { type Acknowledgement, inForce } from './acknowledgement.js';
import { type JournalContent, readJournal } from './journal.js';

/** What is acknowledged at a moment. */
export interface AcknowledgementView {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly findings: readonly Finding[];
}

const nothing: JournalContent = { entries: [], unread: [] };

/** Follows the journal that `fleetwatch ack` writes: asks at each look whether it has changed, and reads it only then. */
export class AcknowledgementWatch {
  readonly #file: string;
  readonly #machine: string;
  /** Unix time in milliseconds. */
  readonly #now: () => number;
  #content = nothing;
  #seen = '';

  constructor(file: string, machine: string, now: () => number) {
    this.#file = file;
    this.#machine = machine;
    this.#now = now;
  }

  /** Rejects where the journal is there and cannot be read: then nothing is known, and the ladder must not count on it. */
  async look(): Promise<AcknowledgementView> {
    const state = await stateOf(this.#file);
    if (state !== this.#seen) {
      // Should it grow while it is read, the next look sees that: the state is from before.
      this.#content = await readJournal(this.#file);
      this.#seen = state;
    }
    const { entries, unread } = this.#content;
    return {
      acknowledgements: inForce(entries, this.#now()),
      findings: unread.map((line) => this.#unread(line)),
    };
  }

  #unread(line: number): Finding {
    return {
      code: 'acknowledgement-unread',
      risk: 'F',
      severity: 'warning',
      place: { kind: 'file', file: this.#file, line, column: 1 },
      message: 'a line of the acknowledgements cannot be read',
      why: 'an acknowledgement that was meant may not count, and the ladder goes on',
      remedy: 'look with `fleetwatch ack list` what holds, acknowledge again, then delete the line',
      machine: this.#machine,
    };
  }
}

/** Changes whenever the file does: also where one of the same size takes its place. */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
}
