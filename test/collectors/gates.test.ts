import { describe, expect, it } from 'vitest';
import { gatesCollector } from '../../src/collectors/gates.js';
import type { LastRun } from '../../src/gate/kept/lastRuns.js';
import { collect } from './collect.js';

const now = 1_795_341_600_000;
const one: LastRun = {
  gate: 'risk-e-rotation',
  change: 'c1',
  verdict: 'rollback',
  at: now - 30_000,
  queries: [
    { id: 'agents-healthy', verdict: 'fail', value: 53 },
    { id: 'errors', verdict: 'unfinished', value: undefined },
  ],
};

async function samplesOf(...runs: readonly LastRun[]) {
  return (await collect(gatesCollector({ machine: 'alpha', runs: async () => runs, now: () => now }))).samples;
}

describe('gates', () => {
  it('are none at first', async () => {
    expect(await samplesOf()).toStrictEqual({});
  });

  it('show what they said, when, and what each query measured', async () => {
    const of = 'change=c1 gate=risk-e-rotation';
    expect(await samplesOf(one)).toStrictEqual({
      [`fleet_gate_verdict ${of} verdict=go`]: 0,
      [`fleet_gate_verdict ${of} verdict=rollback`]: 1,
      [`fleet_gate_verdict ${of} verdict=inconclusive`]: 0,
      [`fleet_gate_query_verdict ${of} query=agents-healthy verdict=pass`]: 0,
      [`fleet_gate_query_verdict ${of} query=agents-healthy verdict=fail`]: 1,
      [`fleet_gate_query_verdict ${of} query=agents-healthy verdict=inconclusive`]: 0,
      [`fleet_gate_query_verdict ${of} query=agents-healthy verdict=unfinished`]: 0,
      [`fleet_gate_query_verdict ${of} query=errors verdict=pass`]: 0,
      [`fleet_gate_query_verdict ${of} query=errors verdict=fail`]: 0,
      [`fleet_gate_query_verdict ${of} query=errors verdict=inconclusive`]: 0,
      [`fleet_gate_query_verdict ${of} query=errors verdict=unfinished`]: 1,
      [`fleet_gate_measurement ${of} query=agents-healthy`]: 53,
      [`fleet_gate_last_run_timestamp_seconds ${of}`]: now / 1000 - 30,
    });
  });

  it('are shown for a day, also those that were run by themselves', async () => {
    const alone = { ...one, change: '', gate: 'alone', verdict: 'go' as const };
    const samples = await samplesOf({ ...alone, at: now - 24 * 3_600_000 + 1 }, { ...one, at: now - 24 * 3_600_000 });
    expect(Object.keys(samples).filter((name) => name.includes('last_run'))).toEqual([
      'fleet_gate_last_run_timestamp_seconds change= gate=alone',
    ]);
  });
});
