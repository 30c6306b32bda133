/** The agents of the bundled demo, 54 and 23, as one machine: real Python processes that speak the real protocols. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { start, untilReady } from './child.mjs';
import { projectFolder } from './context.mjs';
import { writeSettings } from './exporter.mjs';
import { addressIn, freePorts, someNetwork } from './loopback.mjs';

const projectRoot = join(projectFolder, 'examples', 'demo');
/** The agent's own port, its health port, and the HTTP port next to that. */
const portsEach = 3;

/**
 * Starts the fleet; resolves when every agent has opened its ports.
 *
 * @param {import('./context.mjs').Context} context
 * @param {string} folder
 * @param {object} healthChecks as in a start-up file
 */
export async function startDemoFleet({ defer, cli, say }, folder, healthChecks) {
  const address = addressIn(someNetwork(), 0);
  const agents = await demoAgents();
  const first = await freePorts(address, agents.length * portsEach);
  const groups = {};
  for (const [index, { name, group, entry }] of agents.entries()) {
    const port = first + index * portsEach;
    groups[group] ??= {};
    groups[group][name] = { ...entry, port, health_check_port: port + 1 };
  }
  const startup = { global_settings: { health_checks: healthChecks }, agent_groups: groups };
  const watched = { name: 'demo', address, projectRoot, startup };
  const { file } = await writeSettings(join(folder, 'simulated'), watched);
  say(`starting ${agents.length} agents`);
  const commandLine = [cli, 'demo', 'run', '--config', file, '--run-directory', join(folder, 'run')];
  const program = await start(defer, process.execPath, commandLine, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  program.child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  await untilReady(program, async () => printed.includes('started in'), 120);
  if (!printed.includes(`demo: ${agents.length} of ${agents.length} agents run`)) throw new Error(printed);
  return { watched, address, servicePort: first, count: agents.length };
}

/** Both machines' agents by names that are unique; scripts relative to the folder above both. */
async function demoAgents() {
  const alpha = parse(await readFile(join(projectRoot, 'alpha/startup_config.yaml'), 'utf8'));
  const beta = parse(await readFile(join(projectRoot, 'beta/startup_config.yaml'), 'utf8'));
  const nested = Object.entries(alpha.agent_groups).flatMap(([group, agents]) =>
    Object.entries(agents).map(([name, agent]) => ({ name, group, entry: entryOf(agent, 'alpha') })),
  );
  const listed = beta.edge_services.map((agent) => ({
    name: `Edge${agent.name}`,
    group: 'edge_services',
    // Their dependencies go by names without the prefix; the boot order does not matter here.
    entry: { ...entryOf(agent, 'beta'), dependencies: [] },
  }));
  return [...nested, ...listed];
}

function entryOf({ script_path: script, required, dependencies }, machine) {
  return { script_path: `${machine}/${script}`, required, dependencies };
}
