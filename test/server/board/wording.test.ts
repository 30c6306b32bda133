import { describe, expect, it } from 'vitest';
import { counted } from '../../../src/document/wording.js';
import { bytes, duration, time } from '../../../src/server/board/page/wording.js';
import { tenOClock } from './stagedBoard.js';

describe('words', () => {
  it.each([
    [null, 'never'],
    [tenOClock - 60.4, '<time datetime="2026-11-22T09:59:00.000Z">09:59:00</time>'],
    [tenOClock - 86_400, '<time datetime="2026-11-21T10:00:00.000Z">2026-11-21 10:00</time>'],
    [Number.NaN, 'at no possible time'],
    [2 ** 63, 'at no possible time'],
  ])('for the time %s', (seconds, words) => {
    expect(time(seconds, tenOClock)).toBe(words);
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [20 * 1024 ** 3, '20 GiB'],
    [5000 * 1024 ** 4, '5000 TiB'],
  ])('for %d bytes', (count, words) => {
    expect(bytes(count)).toBe(words);
  });

  it.each([
    [0.25, '250 ms'],
    [60, '60 s'],
    [300, '5 min'],
    [7200, '2 h'],
    [259_200, '3 d'],
  ])('for %d seconds', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it('for one and for many', () => {
    expect([counted(1, 'agent'), counted(0, 'agent'), counted(2, 'entry', 'entries')]).toStrictEqual([
      '1 agent',
      '0 agents',
      '2 entries',
    ]);
  });
});
