import type { Answer, ErrorAnswer, SeriesAnswer } from '../../prometheus/answer.js';
import type { Window } from '../../prometheus/client.js';

/** Asks Prometheus for values over a window. Never rejects. */
export type AskRange = (expression: string, window: Window, signal: AbortSignal) => Promise<Answer>;

/** Points that are asked for at once: with 25 bytes each, a hundred series stay within one answer's limit. */
const pointsAtOnce = 1000;

/** What one query gave over a stretch of history, to be asked for any point of its grid. */
export interface History {
  /** The answer at a Unix time in milliseconds, which is a point of the grid. */
  at(milliseconds: number): SeriesAnswer | ErrorAnswer;
}

/** Fetches the values at `from`, `from + step`, … up to `to`, all in milliseconds, in pieces. */
export async function fetchHistory(
  expression: string,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
  ask: AskRange,
  signal: AbortSignal,
): Promise<History> {
  const answers = new Map<number, SeriesAnswer | ErrorAnswer>();
  for (let start = from; start <= to; start += pointsAtOnce * step) {
    const end = Math.min(to, start + (pointsAtOnce - 1) * step);
    const window = { from: start / 1000, to: end / 1000, stepSeconds: step / 1000 };
    spread(await ask(expression, window, signal), start, end, step, answers);
  }
  const unasked: ErrorAnswer = { kind: 'error', fault: 'unreadable', message: 'outside of the history fetched' };
  return { at: (milliseconds) => answers.get(milliseconds) ?? unasked };
}

/** Takes a range apart into what each of its points would have been answered. */
function spread(
  answer: Answer,
  start: number,
  end: number,
  step: number,
  into: Map<number, SeriesAnswer | ErrorAnswer>,
): void {
  const series = new Map<number, SeriesAnswer['series'][number][]>();
  if (answer.kind === 'series') {
    for (const { labels, points } of answer.series) {
      for (const point of points) {
        const at = Math.round(point.at * 1000);
        const here = series.get(at) ?? [];
        here.push({ labels, points: [point] });
        series.set(at, here);
      }
    }
  }
  for (let at = start; at <= end; at += step) {
    into.set(at, answer.kind === 'series' ? { ...answer, series: series.get(at) ?? [] } : answer);
  }
}
