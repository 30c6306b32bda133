import { describe, expect, it } from 'vitest';
import { type FailureMemory, noFailures, rememberFailures } from '../../src/hubs/failures.js';
import { wellMetrics } from './answered.js';

/** Looks one after the other: `[time, failed writes, dropped alerts]`, or a time at which nothing was told. */
function memoryAfter(...looks: readonly (readonly [number, number?, number?])[]): FailureMemory {
  return looks.reduce<FailureMemory>((memory, [at, failedWrites, droppedAlerts = 0]) => {
    const seen = failedWrites === undefined ? undefined : { ...wellMetrics, failedWrites, droppedAlerts };
    return rememberFailures(memory, seen, at);
  }, noFailures);
}

describe('failures', () => {
  it.each([
    ['of before the first look are not known', memoryAfter([100, 7, 9]), undefined, undefined],
    ['are seen when they become more', memoryAfter([100, 7], [110, 8]), 110, undefined],
    ['of each kind by themselves', memoryAfter([100, 7, 9], [110, 7, 10]), undefined, 110],
    ['are held for two minutes', memoryAfter([100, 7], [110, 8], [229, 8]), 110, undefined],
    ['and no longer', memoryAfter([100, 7], [110, 8], [230, 8]), undefined, undefined],
    [
      'are not seen in the lower count of a server that has restarted',
      memoryAfter([100, 7], [110, 0]),
      undefined,
      undefined,
    ],
    ['are compared across looks that told nothing', memoryAfter([100, 7], [110], [120, 8]), 120, undefined],
  ])('%s', (_what, { writesFailedAt, alertsDroppedAt }, writes, alerts) => {
    expect({ writesFailedAt, alertsDroppedAt }).toStrictEqual({ writesFailedAt: writes, alertsDroppedAt: alerts });
  });
});
