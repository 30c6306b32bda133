import { describe, expect, it } from 'vitest';
import { Arrears } from '../../../src/leakWatch/tail/arrears.js';
import { looksBinary } from '../../../src/leakWatch/tail/binary.js';
import { Finished } from '../../../src/leakWatch/tail/finished.js';
import { Ration } from '../../../src/leakWatch/tail/ration.js';

describe('binary', () => {
  const noise = Array.from({ length: 1000 }, (_, index) => (index * 7) % 256);
  it.each([
    ['nothing', '', false],
    ['text', 'a line\tand\r\nanother\n', false],
    ['text in colours', '\u001b[31mred\u001b[0m\n'.repeat(50), false],
    ['text of another script', 'Ärger – журнал 日誌\n', false],
    ['a hole before text', Buffer.concat([Buffer.alloc(9000), Buffer.from('text\n')]), false],
    ['a hole between text', Buffer.concat([Buffer.from('text\n'), Buffer.alloc(3000), Buffer.from('text\n')]), false],
    ['a hole', Buffer.alloc(5000), false],
    ['one stray control character', 'a\u0001b\n', false],
    ['a file of all bytes', Buffer.from(noise), true],
    ['text of two bytes a character', Buffer.from('a long enough line\n', 'utf16le'), true],
    ['a hole before what is no text', Buffer.concat([Buffer.alloc(9000), Buffer.from(noise)]), true],
  ])('%s', (_what, content, expected) => {
    expect(looksBinary(Buffer.from(content))).toBe(expected);
  });
});

describe('a ration', () => {
  it('keeps work to its share, however long a piece of it takes', () => {
    let clock = 0;
    const ration = new Ration(0.1, () => clock);
    let worked = 0;
    for (const piece of [10, 200, 1, 30, 400, 5, 5, 5, 90]) {
      worked += piece;
      clock += piece;
      clock += ration.spend(piece);
    }
    expect(worked / clock).toBeLessThan(0.12);
  });

  it('lets little work be done at once', () => {
    let clock = 0;
    const ration = new Ration(0.1, () => clock);
    for (let round = 0; round < 100; round++) {
      expect(ration.spend(4)).toBe(0);
      clock += 100;
    }
  });
});

describe('arrears', () => {
  it('are as old as the first bytes that have not been read', () => {
    const arrears = new Arrears();
    expect(arrears.since).toBeUndefined();
    arrears.grown(100, 1);
    arrears.grown(100, 2);
    arrears.grown(200, 3);
    expect(arrears.since).toBe(1);
    arrears.read(99);
    expect(arrears.since).toBe(1);
    arrears.read(150);
    expect(arrears.since).toBe(3);
    arrears.read(200);
    expect(arrears.since).toBeUndefined();
  });

  it('never look younger than they are, however often a file has grown', () => {
    const arrears = new Arrears();
    for (let second = 1; second <= 100; second++) arrears.grown(second * 10, second);
    for (let second = 1; second < 100; second++) {
      arrears.read(second * 10);
      expect(arrears.since).toBeLessThanOrEqual(second + 1);
    }
    arrears.read(1000);
    expect(arrears.since).toBeUndefined();
  });
});

describe('a compressed file', () => {
  const finished = new Finished();
  finished.note('below/a.log', 1000.7);
  it.each([
    ['below/a.log.gz', 1000.7, true],
    ['below/a.log.1.gz', 1000, true],
    ['below/a.log.1.gz', 1300, false],
    ['a.log.1.gz', 1000.7, false],
    ['below/b.log.1.gz', 1000.7, false],
  ])('%s of %d was read before: %s', (path, writtenAt, expected) => {
    expect(finished.holds(path, writtenAt)).toBe(expected);
  });
});
