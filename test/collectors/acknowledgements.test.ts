import { describe, expect, it } from 'vitest';
import type { Acknowledgement } from '../../src/acknowledgements/acknowledgement.js';
import { acknowledgementsCollector } from '../../src/collectors/acknowledgements.js';
import { collect } from './collect.js';

const one: Acknowledgement = {
  id: 'a',
  alert: 'FleetAgentDown',
  machine: 'beta',
  agent: 'planner',
  madeAt: 1_795_341_600_500,
  until: 1_795_345_200_000,
  by: 'Ada',
  reason: 'a reason is for people, and no label',
};

const run = (...acknowledgements: readonly Acknowledgement[]) =>
  collect(acknowledgementsCollector({ machine: 'alpha', look: async () => ({ acknowledgements, findings: [] }) }));

const of = (alert: string, machine: string, agent: string, by: string) =>
  `alert=${alert} alert_machine=${machine} agent=${agent} by=${by}`;

describe('acknowledgements', () => {
  it('are none at first, which is not the same as not known', async () => {
    expect((await run()).samples).toStrictEqual({ fleetwatch_alert_acknowledgements: 0 });
  });

  it('show what is acknowledged, when, until when and by whom', async () => {
    const everywhere = { ...one, id: 'b', alert: 'FleetExporterDown', machine: undefined, agent: undefined };
    const first = of('FleetAgentDown', 'beta', 'planner', 'Ada');
    const second = of('FleetExporterDown', '', '', 'Ada');
    expect((await run(one, everywhere)).samples).toStrictEqual({
      [`fleetwatch_alert_acknowledged_timestamp_seconds ${first}`]: 1_795_341_600.5,
      [`fleetwatch_alert_acknowledged_timestamp_seconds ${second}`]: 1_795_341_600.5,
      [`fleetwatch_alert_acknowledged_until_timestamp_seconds ${first}`]: 1_795_345_200,
      [`fleetwatch_alert_acknowledged_until_timestamp_seconds ${second}`]: 1_795_345_200,
      fleetwatch_alert_acknowledgements: 2,
    });
  });

  it('has one series of who acknowledges twice: the last', async () => {
    const { samples } = await run(one, { ...one, id: 'b', until: one.until - 60_000 });
    expect(samples).toMatchObject({
      [`fleetwatch_alert_acknowledged_until_timestamp_seconds ${of('FleetAgentDown', 'beta', 'planner', 'Ada')}`]: 1_795_345_140,
      fleetwatch_alert_acknowledgements: 2,
    });
  });
});
