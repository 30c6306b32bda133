import type { Criterion } from '../guide/read.js';
import type { Standings } from '../standing/standing.js';
import { byFindings, type Evidence, judgeCriteria } from './judge.js';
import type { JudgedCriterion } from './model.js';

export interface Phase0WatchOptions {
  readonly criteria: readonly Criterion[];
  /** All that criteria are held against besides the findings. Must not reject. */
  readonly evidence: () => Promise<Omit<Evidence, 'standings'>>;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
}

/** Criteria change over days; Prometheus is not asked more often than this. */
const periodMilliseconds = 60_000;

/** How the criteria of phase 0 were met when last they were measured. Nobody waits for Prometheus. */
export class Phase0Watch {
  readonly #options: Phase0WatchOptions;
  #judged: readonly JudgedCriterion[];
  #begunAt: number | undefined;
  #underWay: Promise<void> | undefined;

  constructor(options: Phase0WatchOptions) {
    this.#options = options;
    this.#judged = options.criteria.map((criterion) => {
      return { criterion, verdict: 'not-measured', evidence: 'not measured yet' };
    });
  }

  /** What is known; measures anew where that is old. What follows from findings is always as of now. */
  look(standings: Standings): readonly JudgedCriterion[] {
    const now = this.#options.elapsed();
    const isOld = this.#begunAt === undefined || now - this.#begunAt >= periodMilliseconds;
    if (isOld && this.#underWay === undefined) {
      this.#begunAt = now;
      this.#underWay = this.#measure(standings).finally(() => {
        this.#underWay = undefined;
      });
    }
    return this.#judged.map((judged): JudgedCriterion => {
      const { evidence } = judged.criterion;
      return evidence.kind === 'findings' ? { ...judged, ...byFindings(standings[evidence.risk]) } : judged;
    });
  }

  /** Resolves when what is under way has ended. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  async #measure(standings: Standings): Promise<void> {
    const { criteria, evidence } = this.#options;
    this.#judged = await judgeCriteria(criteria, { ...(await evidence()), standings });
  }
}
