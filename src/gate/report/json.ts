import { conditionText } from '../condition.js';
import { jsonNumber } from '../kept/recordLine.js';
import type { ReplayedPoint } from '../replay/replay.js';
import type { GateRun } from '../run.js';

/** A run for programs, with every measurement and the query as it was asked. Times are Unix seconds. */
export function runJson(run: GateRun): string {
  return pretty({
    gate: run.gate.id,
    verdict: run.verdict,
    interrupted: run.interrupted,
    begun_at: run.begunAt / 1000,
    ended_at: run.endedAt / 1000,
    queries: run.queries.map(({ query, verdict, why, measurements }) => ({
      id: query.id,
      verdict,
      why,
      condition: conditionText(query.condition),
      measurements: measurements.map(({ at, expression, measured, value, limit, why: reason, warnings }) => ({
        at: at / 1000,
        expression,
        measured,
        value: jsonNumber(value),
        limit: jsonNumber(limit),
        why: reason,
        warnings,
      })),
    })),
  });
}

/** A replay for programs. Times are Unix seconds. */
export function replayJson(gate: string, points: readonly ReplayedPoint[]): string {
  return pretty({
    gate,
    points: points.map(({ at, verdict, queries }) => ({
      at: at / 1000,
      verdict,
      queries: queries.map(({ id, verdict: own, why, value }) => ({ id, verdict: own, why, value: jsonNumber(value) })),
    })),
  });
}

function pretty(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
