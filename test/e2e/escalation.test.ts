import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ackCommand } from '../../src/cli/ack.js';
import { Scene } from './escalation/scene.js';

/** Seconds for minutes. The last comes late, so that an acknowledgement has time to be in its way. */
const ladder = [
  { to: 'lead_sre', afterSeconds: 5 },
  { to: 'cto', afterSeconds: 10 },
  { to: 'vendor', afterSeconds: 25 },
];
const alert = 'FleetAgentDown';
const began = 'alert:fleet_alert_began:timestamp_seconds{agent="planner"}';

describe('the escalation ladder under real Prometheus and Alertmanager', () => {
  let scene: Scene;
  const told = (role: string) => scene.inbox.told(role, alert);

  beforeAll(async () => {
    scene = await Scene.start(ladder);
  });

  afterAll(async () => {
    await scene.stop();
  });

  it('goes from on-call to the first level, and after a restart of Prometheus on to the second', async () => {
    scene.exporter.fail('planner');
    await scene.until('on-call is told', () => told('oncall').length > 0, 20);
    expect(told('lead_sre')).toEqual([]);
    await scene.until('the first level is told', () => told('lead_sre').length > 0, 20);
    expect(told('cto')).toEqual([]);
    const before = await scene.query(began);
    await scene.restart('prometheus');
    await scene.until('the second level is told', () => told('cto').length > 0, 30);
    expect(await scene.query(began)).toBe(before);
    expect(told('vendor')).toEqual([]);
  });

  it('stops when somebody acknowledges, and hides nothing', async () => {
    const printed: string[] = [];
    const given = { alert, machine: 'alpha', agent: 'planner', for: '25s', by: 'Ada', stateDirectory: scene.folder };
    const around = {
      write: (text: string) => printed.push(text),
      problem: (line: string) => printed.push(line),
      now: Date.now,
    };
    expect(await ackCommand(given, around), printed.join()).toBe(0);
    await scene.until('both levels hear that it is over for them', () => ended('lead_sre') && ended('cto'), 20);
    const isPast = async () => ((await scene.query(`time() - ${began}`)) ?? 0) > 27;
    await scene.until('the time of the last level is past', isPast, 30);
    expect(told('vendor')).toEqual([]);
    expect(await scene.query(`ALERTS{alertname="${alert}",alertstate="firing"}`)).toBe(1);
  });

  it('goes on when the acknowledgement expires, after a restart of Alertmanager too, and up to the last level', async () => {
    await scene.restart('alertmanager');
    await scene.until('both levels are told again', () => again('lead_sre') && again('cto'), 40);
    await scene.until('the last level is told', () => told('vendor').length > 0, 30);
  });

  it('has told on-call once, and chat nothing', () => {
    expect(told('oncall')).toEqual(['firing']);
    expect(scene.inbox.of('chat')).toEqual([]);
    expect(scene.inbox.of('fallback')).toEqual([]);
  });

  it('tells the fallback what fires when on-call cannot be reached', async () => {
    scene.inbox.break('oncall');
    scene.exporter.fail('router');
    const failing = () => scene.inbox.of('fallback').find(({ labels }) => labels.alertname === 'FleetDeliveryFailing');
    await scene.until('the fallback is told', () => failing() !== undefined, 60);
    expect(failing()?.labels).toMatchObject({ severity: 'critical', integration: 'webhook' });
    expect(failing()?.annotations.description).toContain('FleetAgentDown of router on alpha');
  });

  function ended(role: string): boolean {
    return told(role).at(-1) === 'resolved';
  }

  function again(role: string): boolean {
    return told(role).filter((status) => status === 'firing').length > 1;
  }
});
