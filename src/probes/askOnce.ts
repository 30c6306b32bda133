import type { Answer, Outcome, ProbeLimits } from './answer.js';
import { errorCode } from './errorCode.js';

/** A question under way. */
export interface Asking {
  /** What it means that the time is up now. */
  late(): Outcome;
  /** Frees everything that the question holds. Called exactly once. */
  end(): void;
}

/**
 * Runs one question within its limits. `begin` starts it and calls `settle` with what came of it; the first call
 * counts. Whatever ends the question, the deadline, the signal or the agent, its resources are freed before the
 * promise resolves. Never rejects: where `begin` throws, the question was not asked.
 */
export function askOnce(limits: ProbeLimits, begin: (settle: (outcome: Outcome) => void) => Asking): Promise<Answer> {
  return new Promise((resolve) => {
    const started = performance.now();
    const { signal } = limits;
    let asking: Asking | undefined;
    let outcome: Outcome | undefined;

    const settle = (latest: Outcome): void => {
      if (outcome !== undefined) return;
      outcome = latest;
      const seconds = (performance.now() - started) / 1000;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
      asking?.end();
      resolve({ ...latest, seconds });
    };
    const abort = (): void => settle({ kind: 'unasked', reason: 'aborted' });
    const deadline = setTimeout(() => {
      settle(asking?.late() ?? { kind: 'unasked', reason: 'not begun in time' });
    }, limits.timeoutMs);

    if (signal?.aborted) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort);
    try {
      asking = begin(settle);
    } catch (error) {
      settle({ kind: 'unasked', reason: `this side failed: ${errorCode(error)}` });
      return;
    }
    // `begin` can settle before it returns.
    if (outcome !== undefined) asking.end();
  });
}
