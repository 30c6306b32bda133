/** A fleet of many agents that are one process. */

import { fileURLToPath } from 'node:url';
import { ask, start } from './child.mjs';
import { addressIn, freePorts, someNetwork } from './loopback.mjs';

const program = fileURLToPath(new URL('./light-agents.mjs', import.meta.url));

/**
 * Starts `count` agents that answer in one protocol.
 *
 * @param {import('./context.mjs').Context} context
 * @param {string} name
 * @param {number} count
 * @param {'http' | 'zeromq'} protocol
 * @param {number} intervalSeconds
 */
export async function startLightFleet({ defer }, name, count, protocol, intervalSeconds) {
  const network = someNetwork();
  const port = await freePorts(addressIn(network, 0), 3);
  const server = await start(defer, process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  await ask(server, { question: 'listen', network, count, port, protocol });
  const names = Array.from({ length: count }, (_, index) => `Agent${String(index).padStart(5, '0')}`);
  const agents = names.map((agent, index) => [
    agent,
    { script_path: `agents/${agent}.py`, host: addressIn(network, index), port, health_check_port: port + 1 },
  ]);
  const healthChecks = { interval_seconds: intervalSeconds, timeout_seconds: 5, retries: 3 };
  const startup = {
    global_settings: { health_checks: healthChecks },
    agent_groups: { light: Object.fromEntries(agents) },
  };
  const settings = { agents: Object.fromEntries(names.map((agent) => [agent, { protocol }])) };
  return {
    watched: { name, startup, settings },
    url: `http://${addressIn(network, 0)}:${port + 1}/health`,
    target: { host: addressIn(network, 0), port: port + 1 },
    answered: async () => (await ask(server, { question: 'answered' })).answered,
  };
}
