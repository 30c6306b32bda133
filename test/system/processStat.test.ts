import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProcessStat, readProcessStat } from '../../src/system/processStat.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

/** A line as the kernel prints it, with fields 4 to 24 counted up from 4. */
function line(command: string, state = 'S', after = ' 25 26\n'): string {
  const numbers = Array.from({ length: 21 }, (_, index) => index + 4);
  return `7 (${command}) ${state} ${numbers.join(' ')}${after}`;
}

describe('readProcessStat', () => {
  it('reads an agent', () => {
    expect(readProcessStat(root, 101)).toEqual({
      pid: 101,
      command: 'python3',
      state: 'sleeping',
      parentPid: 1,
      userTicks: 321,
      systemTicks: 45,
      threads: 5,
      startTicks: 4711,
      virtualBytes: 90112000,
      residentPages: 2500,
    });
  });

  it.each([
    { pid: 2, is: 'a kernel thread', command: 'kthreadd', state: 'sleeping', parentPid: 0, residentPages: 0 },
    { pid: 102, is: 'parentheses in the name', command: 'a) (b )', state: 'running', parentPid: 101, residentPages: 3 },
    { pid: 103, is: 'a zombie', command: 'defunct one', state: 'zombie', parentPid: 101, residentPages: 0 },
  ])('reads $is', ({ pid, command, state, parentPid, residentPages }) => {
    expect(readProcessStat(root, pid)).toMatchObject({ pid, command, state, parentPid, residentPages });
  });

  it.each([
    { pid: 104, is: 'a line that is cut off' },
    { pid: 105, is: 'a process that is gone' },
  ])('gives nothing for $is', ({ pid }) => {
    expect(readProcessStat(root, pid)).toBeUndefined();
  });

  it('reads this process', () => {
    const stat = readProcessStat('/proc', process.pid);
    expect(stat).toMatchObject({ pid: process.pid, parentPid: process.ppid, state: 'running' });
    if (stat === undefined || stat === 'denied') throw new Error('own process is not readable');
    expect(stat.threads).toBeGreaterThan(1);
    expect(stat.residentPages).toBeGreaterThan(1000);
    expect(stat.virtualBytes).toBeGreaterThan(stat.residentPages * 4096);
    expect(stat.userTicks).toBeGreaterThan(0);
  });
});

describe('parseProcessStat', () => {
  it.each([
    ['R', 'running'],
    ['S', 'sleeping'],
    ['D', 'disk-sleep'],
    ['T', 'stopped'],
    ['t', 'traced'],
    ['Z', 'zombie'],
    ['X', 'dead'],
    ['I', 'idle'],
    ['P', 'parked'],
    ['?', 'other'],
  ])('knows state %s as %s', (letter, state) => {
    expect(parseProcessStat(Buffer.from(line('x', letter)))?.state).toBe(state);
  });

  it('keeps any name, and no digit of it leaks into the numbers', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20, unit: 'binary' }), (command) => {
        const name = Buffer.from(command).toString();
        expect(parseProcessStat(Buffer.from(line(name)))).toMatchObject({
          pid: 7,
          command: name,
          parentPid: 4,
          userTicks: 14,
          systemTicks: 15,
          threads: 20,
          startTicks: 22,
          virtualBytes: 23,
          residentPages: 24,
        });
      }),
    );
  });

  it('gives nothing for a line that ends before the last field it needs is complete', () => {
    const whole = Buffer.from(line('x'));
    const needed = whole.indexOf(' 25 ');
    for (let length = 0; length <= needed; length++) {
      expect(parseProcessStat(whole, length), `cut at ${length}`).toBeUndefined();
    }
    expect(parseProcessStat(whole, needed + 1)).toBeDefined();
  });

  it('takes any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.constantFrom(...Buffer.from('0 9()-S\n')), { maxLength: 300 }),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        const stat = parseProcessStat(Buffer.from(content));
        if (stat !== undefined) expect(Number.isNaN(stat.pid + stat.startTicks + stat.residentPages)).toBe(false);
      }),
    );
  });
});
