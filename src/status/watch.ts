import type { Screen } from './line.js';
import type { Look } from './look.js';
import { lookText } from './text.js';

export interface WatchOptions {
  readonly look: () => Promise<readonly Look[]>;
  /** Resolves after the interval, or when the signal is aborted. */
  readonly pause: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
  /** Asked before each picture: a window changes its size. */
  readonly screen: () => Screen & { readonly redraws: boolean };
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Home, and everything from there on cleared (ECMA-48: CUP, ED). */
const clear = '\u001b[H\u001b[J';

/**
 * Shows the board again and again until the signal is aborted. An exporter that goes is said to be gone, above what it
 * said last. Returns the last looks.
 */
export async function watch({ look, pause, signal, write, screen, now }: WatchOptions): Promise<readonly Look[]> {
  const lastBoards = new Map<string, Look>();
  let looks: readonly Look[] = [];
  while (!signal.aborted) {
    const seen = await look();
    // A question that Ctrl-C cut short says nothing of the exporter.
    if (signal.aborted) break;
    looks = seen;
    const at = screen();
    const pictures = looks.map((one) => picture(one, lastBoards.get(one.url), at));
    write(`${at.redraws ? clear : ''}${time(now())}\n\n${pictures.join('\n')}${at.redraws ? '' : '\n'}`);
    for (const one of looks) if (one.kind === 'board') lastBoards.set(one.url, one);
    await pause();
  }
  return looks;
}

function picture(look: Look, last: Look | undefined, screen: Screen): string {
  if (look.kind === 'board' || last?.kind !== 'board') return lookText(look, screen);
  const since = `what it said at ${time(last.board.at * 1000)}:`;
  return `${lookText(look, screen)}${since}\n${lookText(last, screen)}`;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+/, '');
}
