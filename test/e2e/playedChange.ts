import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { parseDocument } from 'yaml';
import type { DemoCopy } from './demoCopy.js';
import { program, type StackView } from './stackView.js';

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
export async function prepareChanges({ runDirectory, settingsFile, ports }: DemoCopy): Promise<void> {
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

/** Runs `fleetwatch` on the machine that keeps the changes, alpha; with what it printed. */
export async function fleetwatchOn(stack: StackView, ...words: readonly string[]): Promise<string> {
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

/** Begins a change of an agent and applies it; with its name. When this is over Alertmanager knows what is under way. */
export async function applyChange(stack: StackView, agent: string): Promise<string> {
  const words = ['change', 'begin', 'new-setting', '--set', `agent=${agent}`, '--by', 'Ada', '--json'];
  const begun = await fleetwatchOn(stack, ...words);
  const { id }: { id: string } = JSON.parse(begun.slice(begun.indexOf('{')));
  await fleetwatchOn(stack, 'change', 'apply', id);
  const filter = encodeURIComponent(`change="${id}"`);
  const isKnown = async () => {
    const response = await fetch(`${stack.urls.alertmanager}/api/v2/alerts?filter=${filter}`);
    const alerts: unknown = await response.json();
    return Array.isArray(alerts) && alerts.length === 1;
  };
  await stack.until('Alertmanager knows of the change', isKnown, 60);
  return id;
}
