import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { shown } from '../document/wording.js';
import type { Finding } from '../finding.js';
import type { GateVerdict } from '../gate/model.js';
import { systemCode } from '../systemCode.js';
import { fold } from './fold.js';
import type { Entry } from './journal/entry.js';
import { Journal } from './journal/journal.js';
import { JournalRefused, journalFinding } from './journal/problem.js';
import type { ChangeState, RollbackCause } from './model.js';
import { type ChangeRecord, isOpen } from './record.js';
import { ChangeRefused } from './refused.js';
import { cleanCause, type Requested, readRequest, writeRequest } from './rollback/request.js';

export interface ChangeBookOptions {
  /** `<state directory>/changes`. */
  readonly directory: string;
  readonly machine: string;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** While it exists nothing is rolled back without a person. */
  readonly killSwitchFile: string;
}

/** Milliseconds after the end of a change in which a request that was made before it is still looked for. */
const requestsOutlive = 24 * 3_600_000;

/** All that is to be shown of the changes of a machine. */
export interface BookView {
  /** None where the journal is not believed. */
  readonly changes: readonly ChangeRecord[];
  /** Rollbacks by what became of them, since the journal begins. `refused`: held back by a limit or the kill switch. */
  readonly rollbacks: Readonly<Record<'done' | 'failed' | 'refused' | 'dry_run', number>>;
  /** Ids of changes whose rollback waits for a person. */
  readonly awaitingApproval: ReadonlySet<string>;
  readonly isSwitchedOff: boolean;
  readonly journal: { readonly entries: number; readonly isValid: boolean };
  readonly findings: readonly Finding[];
}

/** The changes of one machine, as its journal tells them. For the exporter and the commands alike. */
export class ChangeBook {
  readonly directory: string;
  readonly machine: string;
  readonly journal: Journal;
  readonly #options: ChangeBookOptions;
  /** Requests under way, so that a thousand at once make one file. */
  readonly #requests = new Map<string, Promise<Requested>>();

  constructor(options: ChangeBookOptions) {
    this.#options = options;
    this.directory = options.directory;
    this.machine = options.machine;
    this.journal = new Journal(options);
  }

  /** Rejects with the error of the system where the journal cannot be read. */
  async view(): Promise<BookView> {
    const { entries, problem } = await this.journal.read();
    const changes = problem === undefined ? await this.#withRequests(fold(entries, this.#options.now())) : [];
    return {
      changes,
      rollbacks: countRollbacks(entries),
      awaitingApproval: new Set(changes.filter(awaitsPerson).map(({ id }) => id)),
      isSwitchedOff: await this.isSwitchedOff(),
      journal: { entries: entries.length, isValid: problem === undefined },
      findings: problem === undefined ? [] : [journalFinding(this.machine, problem)],
    };
  }

  /** All changes, in the order in which they were begun; none where the journal is not believed. */
  async changes(): Promise<readonly ChangeRecord[]> {
    return (await this.view()).changes;
  }

  /** All changes. Rejects with `JournalRefused` where the journal is not believed: for whoever acts on it. */
  async records(): Promise<readonly ChangeRecord[]> {
    const { problem } = await this.journal.read();
    if (problem !== undefined) throw new JournalRefused(problem);
    return this.changes();
  }

  /** One change. Rejects with `JournalRefused`, and with {@link ChangeRefused} where there is none of that id. */
  async record(id: string): Promise<ChangeRecord> {
    const found = (await this.records()).find((one) => one.id === id);
    if (found === undefined)
      throw new ChangeRefused(`there is no change ${shown(id)}; \`fleetwatch change list\` shows all`);
    return found;
  }

  /** What is wrong with the journal. */
  async problems(): Promise<readonly Finding[]> {
    return (await this.view()).findings;
  }

  /** Whether the kill switch file exists. */
  async isSwitchedOff(): Promise<boolean> {
    try {
      await access(this.#options.killSwitchFile);
      return true;
    } catch (error) {
      // A switch that cannot be looked at counts as thrown: silence is no leave.
      return !['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
    }
  }

  /** The private folder of a change on this machine. */
  folderOf(change: string): string {
    return join(this.directory, change);
  }

  /**
   * Asks for the rollback of a change, once: whoever comes second, at the same time, later or after a restart, is told
   * that it was asked for. Resolves when the request outlives a power cut.
   */
  async requestRollback(change: string, cause: RollbackCause): Promise<Requested> {
    const underWay = this.#requests.get(change);
    if (underWay !== undefined) {
      const result = await underWay;
      return result === 'requested' ? 'duplicate' : result;
    }
    const request = this.#request(change, cause);
    this.#requests.set(change, request);
    try {
      return await request;
    } finally {
      this.#requests.delete(change);
    }
  }

  /** Writes into the journal what was requested and is not in there yet: the program may have ended between the two. */
  async adoptRequests(): Promise<void> {
    for (const { id, state, rollback } of await this.changes()) {
      if (state === 'rollback-requested' && rollback !== undefined) await this.#enter(id, rollback);
    }
  }

  /** Keeps what a gate said of a change. */
  async noteGate(change: string, gate: string, verdict: GateVerdict): Promise<void> {
    await this.journal.append({ change, kind: 'gate-judged', data: { gate, verdict } });
  }

  async #request(id: string, cause: RollbackCause): Promise<Requested> {
    const change = (await this.changes()).find((one) => one.id === id);
    if (change === undefined) return 'unknown';
    if (!isOpen(change)) return 'not-open';
    if (change.state !== 'active' && change.state !== 'baking') return 'duplicate';
    const clean = cleanCause(cause);
    const result = await writeRequest(this.folderOf(id), clean);
    if (result === 'requested') await this.#enter(id, clean);
    return result;
  }

  async #enter(change: string, cause: RollbackCause): Promise<void> {
    await this.journal.decide((entries) => {
      const isEntered = entries.some((entry) => entry.change === change && entry.kind === 'rollback-requested');
      return {
        entries: isEntered ? [] : [{ change, kind: 'rollback-requested', data: cause }],
        result: undefined,
      };
    });
  }

  /** A request that is not yet in the journal counts all the same. */
  async #withRequests(records: readonly ChangeRecord[]): Promise<ChangeRecord[]> {
    return Promise.all(
      records.map(async (record) => {
        const { state, rollback, endedAt } = record;
        const isRecent = endedAt === undefined || endedAt > this.#options.now() - requestsOutlive;
        if (rollback !== undefined || !isRecent || !isCommittedOrStands(state)) return record;
        const cause = await readRequest(this.folderOf(record.id));
        const isInTime = cause !== undefined && (endedAt === undefined || cause.at < endedAt);
        return isInTime ? { ...record, state: 'rollback-requested', rollback: cause, endedAt: undefined } : record;
      }),
    );
  }
}

function isCommittedOrStands(state: ChangeState): boolean {
  return state === 'active' || state === 'baking' || state === 'committed';
}

/** Whether a rollback was requested which only a person can begin. */
export function awaitsPerson({ state, mode, rollback, approvedBy, heldBack }: ChangeRecord): boolean {
  if (state !== 'rollback-requested' || approvedBy !== undefined || rollback?.via === 'operator') return false;
  return mode === 'approve' || heldBack !== undefined;
}

function countRollbacks(entries: readonly Entry[]): BookView['rollbacks'] {
  const counts = { done: 0, failed: 0, refused: 0, dry_run: 0 };
  for (const entry of entries) {
    if (entry.kind === 'rollback-held-back' && entry.data.hold !== 'approval') counts.refused++;
    if (entry.kind !== 'rollback-ended') continue;
    counts[entry.data.outcome === 'dry-run' ? 'dry_run' : entry.data.outcome]++;
  }
  return counts;
}
