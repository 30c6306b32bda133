import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { DemoCopy } from './demoCopy.js';
import { LocalStack } from './localStack.js';
import { program } from './stackView.js';

/** Leaves a file beside the agent's, and takes it back. Whatever was wrong, the agent is started anew at the end. */
const runbook = `
id: new-setting
title: Give an agent a setting
risk: E
kind: procedure
impact: 1
complexity: 1
effort: 1h
downtime: restarts
machines: each
dependencies: []
conflicts: []
bake: 10m
parameters:
  - { name: agent, about: the agent to set, pattern: '[A-Za-z]+' }
issue: It has no setting.
solution: Give it one.
steps:
  - id: setting
    title: Write the setting
    run: [/usr/bin/touch, '{project_root}/{agent}.setting']
    verify: [/usr/bin/test, -e, '{project_root}/{agent}.setting']
    undo:
      run: [/usr/bin/rm, -f, '{project_root}/{agent}.setting']
      verify: [/usr/bin/test, '!', -e, '{project_root}/{agent}.setting']
tests: []
rollback:
  - id: restart
    title: Start the agent anew
    run: [fleetwatch, restart, '{agent}', --config, '{config}', --machine, '{machine}']
    verify: [fleetwatch, restart, '{agent}', --config, '{config}', --machine, '{machine}', --check]
    deadline: 60s
risks: []
success:
  - id: agent-up
    title: The agent is up
    query: 'fleet_agent_up{machine="{machine}",agent="{agent}"}'
    condition: '== 1'
    reduce: only
    on_no_data: inconclusive
    on_nan: inconclusive
    on_error: inconclusive
abort: []
`;

/** What the demo needs for a change that its Alertmanager may take back. */
async function prepare({ runDirectory, settingsFile, ports }: DemoCopy): Promise<void> {
  const runbooks = join(runDirectory, 'runbooks');
  await mkdir(runbooks);
  await writeFile(join(runbooks, 'new-setting.yaml'), runbook);
  await writeFile(join(runDirectory, 'token'), 'made-up-token-of-a-test\n', { mode: 0o600 });
  const document = parseDocument(await readFile(settingsFile, 'utf8'));
  const changes = {
    prometheus_url: `http://127.0.0.1:${ports.prometheus}`,
    alertmanager_url: `http://127.0.0.1:${ports.alertmanager}`,
    token_file: join(runDirectory, 'token'),
    runbooks,
    limits: { cool_down: '1s' },
  };
  for (const [key, value] of Object.entries(changes)) document.setIn(['changes', key], document.createNode(value));
  await writeFile(settingsFile, document.toString());
}

describe('a change on the demo fleet, under real Prometheus and Alertmanager', () => {
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await LocalStack.start(prepare);
    await stack.untilKnown();
  });

  afterAll(async () => {
    await stack.remove();
  });

  /** Runs `fleetwatch` on the machine that keeps the changes; with what it printed. */
  async function fleetwatch(...words: readonly string[]): Promise<string> {
    const state = ['--state-directory', join(stack.runDirectory, 'state-alpha')];
    const settings = ['--config', join(stack.runDirectory, 'fleet/fleetwatch.yaml'), '--on', 'alpha', ...state];
    const child = spawn(process.execPath, [program, ...words, ...settings]);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
    }
    const [code] = await once(child, 'close');
    expect(code, printed).toBe(0);
    return printed;
  }

  const settingOf = (agent: string) => join(stack.runDirectory, 'fleet/alpha', `${agent}.setting`);
  const isThere = (file: string) =>
    access(file).then(
      () => true,
      () => false,
    );
  const isInState = async (change: string, state: string) =>
    (await stack.query(`fleet_change_state{change="${change}",state="${state}"}`)) === 1;
  const pagesOfChange = async (change: string) =>
    (await stack.pages())
      .filter(({ labels }) => labels.change === change)
      .map(({ status, labels }) => `${status} ${labels.alertname}`);

  /** Begins a change of an agent and applies it. When this is over Alertmanager knows what is under way. */
  async function applied(agent: string): Promise<string> {
    const begun = await fleetwatch(
      'change',
      'begin',
      'new-setting',
      '--set',
      `agent=${agent}`,
      '--by',
      'Ada',
      '--json',
    );
    const { id }: { id: string } = JSON.parse(begun.slice(begun.indexOf('{')));
    await fleetwatch('change', 'apply', id);
    expect(await isThere(settingOf(agent))).toBe(true);
    await stack.until('Alertmanager knows of the change', async () => (await knownToAlertmanager(id)) === 1, 60);
    return id;
  }

  async function knownToAlertmanager(change: string): Promise<number> {
    const filter = encodeURIComponent(`change="${change}"`);
    const response = await fetch(`${stack.urls.alertmanager}/api/v2/alerts?filter=${filter}`);
    const alerts: unknown = await response.json();
    return Array.isArray(alerts) ? alerts.length : 0;
  }

  /** Takes the agent down; with the seconds until the change was rolled back and the agent is up again. */
  async function secondsToRecover(change: string, agent: string): Promise<number> {
    await stack.fault(agent, 'kill');
    const rolledBack = await stack.until('it is rolled back', () => isInState(change, 'rolled-back'), 120);
    const isUp = async () => (await stack.query(`fleet_agent_up{agent="${agent}"}`)) === 1;
    const up = await stack.until('the agent is up again', isUp, 60);
    expect(await isThere(settingOf(agent))).toBe(false);
    return rolledBack + up;
  }

  it('is rolled back by a trigger, and its agents are up again', async ({ annotate }) => {
    const agent = 'TrainTracker';
    const change = await applied(agent);
    expect(await stack.query(`fleet_change_baseline_healthy_agents{change="${change}"}`)).toBe(1);
    const seconds = await secondsToRecover(change, agent);
    await annotate(`from the fault to an agent that is up again: ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(60);

    const value = (promql: string) => stack.query(promql);
    expect(await value('fleet_rollbacks_total{machine="alpha",outcome="done"}')).toBe(1);
    expect(await value('sum(fleet_rollback_triggers_total{machine="alpha",result="requested"})')).toBe(1);
    expect(await value(`fleet_rollback_duration_seconds{change="${change}"}`)).toBeLessThan(60);
    expect(await value(`fleet_change_steps{change="${change}",standing="undone"}`)).toBe(1);
    await fleetwatch('journal', 'verify');
    const journal = await fleetwatch('journal', 'list', '--change', change);
    expect(journal).toMatch(/begun.*rollback-requested.*rollback-started.*rollback-ended/s);
    expect(journal).toContain('FleetRollbackAvailability');
  });

  it('has told on-call once, of the change and not of its agent', async () => {
    const change = (await stack.pages()).find(({ labels }) => labels.change !== undefined)?.labels.change ?? '';
    await stack.until('on-call hears that it is over', async () => (await pagesOfChange(change)).length > 1, 90);
    expect(await pagesOfChange(change)).toEqual([
      'firing FleetRollbackAvailability',
      'resolved FleetRollbackAvailability',
    ]);
    expect(await stack.pagesOf('TrainTracker')).toEqual([]);
  });

  it('is rolled back all the same when the webhook does not come through', async ({ annotate }) => {
    const agent = 'FareCalculator';
    const change = await applied(agent);
    // It is read for each notification: without it nothing is sent.
    const token = join(stack.runDirectory, 'token');
    await rename(token, `${token}.kept`);
    const seconds = await secondsToRecover(change, agent);
    await annotate(`by polling: ${seconds.toFixed(1)} s`);
    await rename(`${token}.kept`, token);
    expect(await fleetwatch('journal', 'list', '--change', change)).toContain('poll');
    expect(await stack.query('fleet_rollback_triggers_total{machine="alpha",via="poll",result="requested"}')).toBe(1);
    expect(await stack.query('fleet_rollbacks_total{machine="alpha",outcome="done"}')).toBe(2);
  });
});
