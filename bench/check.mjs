/** What `check` takes for a fleet of 10,000 agents, beside the YAML package parsing the same file. */

import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { row } from './report.mjs';
import { median } from './statistics.mjs';
import { workplace } from './workplace.mjs';

const agents = 10_000;
const runs = 5;
const parseAlone = `
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
parseDocument(readFileSync(process.argv[1], 'utf8'), { version: '1.1' }).toJS();
`;

/** @param {import('./context.mjs').Context} context */
export async function check(context) {
  const folder = await workplace(context.defer);
  const startupFile = join(folder, 'startup_config.yaml');
  await mkdir(join(folder, 'agents'));
  await writeFile(join(folder, 'agents/agent.py'), 'class Agent: pass\n');
  await writeFile(startupFile, startupText());
  const settingsFile = join(folder, 'fleetwatch.yaml');
  const audits = { port_range: { first: 1024, last: 65_535 }, derived_ports: {} };
  const machines = [{ name: 'large', startup_file: 'startup_config.yaml' }];
  await writeFile(settingsFile, JSON.stringify({ machines, audits }));

  context.say(`${agents} agents, ${runs} runs each`);
  const ours = [];
  const theirs = [];
  for (let run = 0; run < runs; run++) {
    ours.push(secondsOf([context.cli, 'check', '--config', settingsFile, '--fail-on', 'never'], folder));
    theirs.push(secondsOf(['--input-type=module', '-e', parseAlone, startupFile], process.cwd()));
  }
  return [
    row({
      part: 'check',
      figure: `${agents} agents, the whole command`,
      unit: 's',
      ours: median(ours),
      aim: { atMost: 2 },
    }),
    row({
      part: 'check',
      figure: 'the same, beside parsing the file alone',
      unit: 's',
      ours: median(ours),
      theirs: median(theirs),
      against: 'the yaml package in a process of its own',
    }),
  ];
}

function secondsOf(commandLine, cwd) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, commandLine, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${commandLine.join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Groups of 100 agents, each of which depends on the one before; all ports different. */
function startupText() {
  const lines = ['global_settings:', '  health_checks: { interval_seconds: 30 }', 'agent_groups:'];
  for (let index = 0; index < agents; index++) {
    if (index % 100 === 0) lines.push(`  group_${index / 100}:`);
    lines.push(
      `    Agent${index}:`,
      '      script_path: agents/agent.py',
      `      port: ${1100 + 3 * index}`,
      `      health_check_port: ${1101 + 3 * index}`,
      '      required: true',
      `      dependencies: [${index % 100 === 0 ? '' : `Agent${index - 1}`}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}
