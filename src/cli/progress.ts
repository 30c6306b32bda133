/** Time after which somebody who waits wants to know for what, in milliseconds. */
const patienceMilliseconds = 2000;
/** Milliseconds between two strokes. */
const beatMilliseconds = 250;

const strokes = ['|', '/', '-', '\\'] as const;

/** To the first column, and the line cleared (ECMA-48: CR, EL). */
const cleared = '\r\u001b[2K';

/** Where progress is shown. */
export interface ProgressScreen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The screen on which a line of progress stands now: one terminal has one last line. */
let shownOn: ProgressScreen | undefined;

/** Waits for work. Where it takes longer than two seconds, a terminal is told what is waited for; the line goes when it is done. */
export async function progressed<Result>(
  what: string,
  work: Promise<Result>,
  screen: ProgressScreen = process.stderr,
  now: () => number = () => performance.now(),
): Promise<Result> {
  if (screen.isTTY !== true) return work;
  const begun = now();
  let turn = 0;
  const timer = setInterval(() => {
    const elapsed = now() - begun;
    if (elapsed < patienceMilliseconds) return;
    screen.write(`${cleared}${strokes[turn++ % strokes.length]} ${what}, ${Math.floor(elapsed / 1000)} s`);
    shownOn = screen;
  }, beatMilliseconds);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    clearProgress();
  }
}

/** Takes the line of progress away, before something else is printed. */
export function clearProgress(): void {
  shownOn?.write(cleared);
  shownOn = undefined;
}
