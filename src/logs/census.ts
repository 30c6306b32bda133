import type { FileFacts } from './fileCall.js';
import type { Ledger } from './ledger.js';
import type { LogOwners } from './owners.js';
import { emptyTally, type Tally, withFile } from './tally.js';
import type { UnownedFile } from './view.js';
import { type Gap, type GapReason, gapReasons } from './walk.js';

/** Of what may be many, so many are named. */
const namedAtMost = 20;

export interface CensusOptions {
  readonly owners: LogOwners;
  readonly ledger: Ledger;
  /** The agent that has a file open for writing, whatever the file is called. */
  readonly writerOf: (path: string) => string | undefined;
  /** Unix seconds. */
  readonly now: () => number;
}

/** What one pass over the log tree has counted so far. */
export class Census {
  readonly gapExamples: Gap[] = [];
  files = 0;
  diskBytes = 0;
  unownedFiles = 0;
  unownedBytes = 0;
  readonly #options: CensusOptions;
  readonly #tallies = new Map<string, Tally>();
  readonly #gaps = new Map<GapReason, number>();
  #unowned: UnownedFile[] = [];

  constructor(options: CensusOptions) {
    this.#options = options;
  }

  /** Notes that the pass was complete. */
  end(): void {
    this.#options.ledger.endPass(this);
  }

  file(path: string, facts: FileFacts): void {
    this.files += 1;
    this.diskBytes += facts.diskBytes;
    const { owners, ledger, writerOf, now } = this.#options;
    const owned = owners.ownerOf(path) ?? ownedBy(writerOf(path));
    if (owned === undefined) {
      this.#noteUnowned(path, facts.diskBytes);
      return;
    }
    this.#tallies.set(owned.agent, withFile(this.tallyOf(owned.agent), path, facts, owned.rotated));
    if (!owned.rotated) ledger.note(this, owned.agent, path, facts, now());
  }

  gap(gap: Gap): void {
    this.#gaps.set(gap.reason, (this.#gaps.get(gap.reason) ?? 0) + 1);
    if (this.gapExamples.length < namedAtMost) this.gapExamples.push(gap);
  }

  tallyOf(agent: string): Tally {
    return this.#tallies.get(agent) ?? emptyTally;
  }

  /** How often each reason was met. */
  get gaps(): Record<GapReason, number> {
    const [denied, failed, mount, link] = gapReasons.map((reason) => this.#gaps.get(reason) ?? 0);
    return { denied: denied ?? 0, failed: failed ?? 0, mount: mount ?? 0, link: link ?? 0 };
  }

  /** The largest files that belong to no agent. */
  get largestUnowned(): readonly UnownedFile[] {
    return this.#unowned;
  }

  #noteUnowned(path: string, diskBytes: number): void {
    this.unownedFiles += 1;
    this.unownedBytes += diskBytes;
    if (this.#unowned.length === namedAtMost && diskBytes <= (this.#unowned.at(-1)?.diskBytes ?? 0)) return;
    this.#unowned = [...this.#unowned, { path, diskBytes }]
      .sort((a, b) => b.diskBytes - a.diskBytes)
      .slice(0, namedAtMost);
  }
}

function ownedBy(agent: string | undefined) {
  return agent === undefined ? undefined : { agent, rotated: false };
}
