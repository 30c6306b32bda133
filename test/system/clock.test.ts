import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAuxiliaryVector, parseBootTime, readKernelClock, startSeconds } from '../../src/system/clock.js';
import { readProcessStat } from '../../src/system/processStat.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

function vector(...pairs: [bigint, bigint][]): Buffer {
  const bytes = Buffer.alloc(pairs.length * 16);
  for (const [index, [type, value]] of pairs.entries()) {
    bytes.writeBigUInt64LE(type, index * 16);
    bytes.writeBigUInt64LE(value, index * 16 + 8);
  }
  return bytes;
}

describe('readKernelClock', () => {
  it('reads units and boot', () => {
    const clock = readKernelClock(root);
    expect(clock).toEqual({ bootSeconds: 1_700_000_000, ticksPerSecond: 250, pageBytes: 16_384 });
    if (typeof clock === 'object') expect(startSeconds(clock, 500)).toBe(1_700_000_002);
  });

  it('gives nothing where there is no procfs', () => {
    expect(readKernelClock(`${root}/net`)).toBeUndefined();
  });

  it('puts the start of this process between boot and now', () => {
    const clock = readKernelClock('/proc');
    const stat = readProcessStat('/proc', process.pid);
    if (typeof clock !== 'object' || typeof stat !== 'object') throw new Error('own process is not readable');
    const start = startSeconds(clock, stat.startTicks);
    expect(start).toBeGreaterThan(clock.bootSeconds);
    // The kernel gives the moment of boot in whole seconds.
    expect(Math.abs(Date.now() / 1000 - process.uptime() - start)).toBeLessThan(5);
  });
});

describe('parseAuxiliaryVector', () => {
  it.each([
    { is: 'nothing', bytes: Buffer.alloc(0), units: { ticksPerSecond: 100, pageBytes: 4096 } },
    { is: 'both', bytes: vector([6n, 65536n], [17n, 1024n]), units: { ticksPerSecond: 1024, pageBytes: 65536 } },
    {
      is: 'entries behind the end',
      bytes: vector([0n, 0n], [6n, 1n]),
      units: { ticksPerSecond: 100, pageBytes: 4096 },
    },
    { is: 'zeros', bytes: vector([6n, 0n], [17n, 0n]), units: { ticksPerSecond: 100, pageBytes: 4096 } },
    {
      is: 'a cut entry',
      bytes: vector([17n, 250n], [6n, 65536n]).subarray(0, 30),
      units: { ticksPerSecond: 250, pageBytes: 4096 },
    },
  ])('parses $is', ({ bytes, units }) => {
    expect(parseAuxiliaryVector(bytes)).toEqual(units);
  });

  it('takes any bytes and never gives a unit that cannot be divided by', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const { ticksPerSecond, pageBytes } = parseAuxiliaryVector(Buffer.from(bytes));
        expect(Math.min(ticksPerSecond, pageBytes)).toBeGreaterThan(0);
      }),
    );
  });
});

it('finds no boot time in any other text', () => {
  fc.assert(fc.property(fc.string(), (text) => parseBootTime(text) === undefined));
});
