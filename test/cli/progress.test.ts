import { describe, expect, it } from 'vitest';
import { clearProgress, type ProgressScreen, progressed } from '../../src/cli/progress.js';

/** A terminal, and a promise that somebody has written to it. */
function screenWith(isTTY: boolean) {
  const written: string[] = [];
  let told: () => void = () => undefined;
  const shown = new Promise<void>((resolve) => {
    told = resolve;
  });
  const screen: ProgressScreen = {
    isTTY,
    write: (text) => {
      written.push(text);
      told();
    },
  };
  return { screen, written, shown };
}

/** A clock that is so many milliseconds further each time it is asked after the first. */
function clock(step: number): () => number {
  let at = -step;
  return () => {
    at += step;
    return at;
  };
}

describe('work that takes long', () => {
  it('is told of on a terminal, in one line that goes when it is done', async () => {
    const { screen, written, shown } = screenWith(true);
    const result = await progressed(
      'looking',
      shown.then(() => 'done'),
      screen,
      clock(2500),
    );
    expect(result).toBe('done');
    expect(written).toStrictEqual(['\r\u001b[2K| looking, 2 s', '\r\u001b[2K']);
  });

  it('gives way to what is printed meanwhile', async () => {
    const { screen, written, shown } = screenWith(true);
    await progressed('looking', shown.then(clearProgress), screen, clock(2500));
    expect(written).toStrictEqual(['\r\u001b[2K| looking, 2 s', '\r\u001b[2K']);
  });

  it('leaves no line behind where it fails', async () => {
    const { screen, written, shown } = screenWith(true);
    const work = shown.then(() => Promise.reject(new Error('oh')));
    await expect(progressed('looking', work, screen, clock(2500))).rejects.toThrow('oh');
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });
});

describe('nothing is told', () => {
  it('of work that is quickly done', async () => {
    const { screen, written } = screenWith(true);
    expect(await progressed('looking', Promise.resolve(1), screen, clock(2500))).toBe(1);
    expect(written).toStrictEqual([]);
  });

  it('where nobody sits at a terminal', async () => {
    const { screen, written } = screenWith(false);
    const work = new Promise((resolve) => setTimeout(resolve, 300));
    await progressed('looking', work, screen, clock(2500));
    expect(written).toStrictEqual([]);
  });
});
