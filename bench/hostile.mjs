/** Agents that do their worst: which verdict each gets, how soon, and whether any other agent is asked late for it. */

import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask, start } from './child.mjs';
import { startExporter } from './exporter.mjs';
import { hostileKinds } from './hostile-agents.mjs';
import { addressIn, freePorts, someNetwork } from './loopback.mjs';
import { row } from './report.mjs';
import { label, samples } from './scrape-client.mjs';
import { residentBytes } from './usage.mjs';
import { workplace } from './workplace.mjs';

const program = fileURLToPath(new URL('./hostile-agents.mjs', import.meta.url));
const goodAgents = 20;
const portsEach = 3;
const intervalSeconds = 2;
const timeoutSeconds = 1;
const retries = 2;
const watchMilliseconds = 20_000;
/** A little more than a second, so that no two scrapes share a run. */
const sampleMilliseconds = 1050;
/** A probe waits for its beat, each try for the one before and for its delay of 1 s; then it shows in a scrape. */
const verdictSeconds = intervalSeconds + retries * (timeoutSeconds + 1) + (2 * sampleMilliseconds) / 1000;

/** The verdict that each kind has to end as. */
const expected = { hung: 'hung', 'dripping-http': 'hung', dies: 'refused' };

/** @param {import('./context.mjs').Context} context */
export async function hostile(context) {
  const folder = await workplace(context.defer);
  const { server, watched } = await startAgents(context);
  const exporter = await startExporter(context, folder, watched);
  await untilAllHealthy(exporter);
  const before = residentBytes(exporter.pid).now;
  await ask(server, { question: 'turn' });
  context.say(`${hostileKinds.length} agents have turned`);
  const { reached, oldest } = await watch(exporter);
  const part = 'hostile';
  const verdicts = hostileKinds.map((kind) => {
    const want = expected[kind] ?? 'invalid';
    const { verdict, seconds } = reached.get(kind) ?? { verdict: 'healthy', seconds: Number.POSITIVE_INFINITY };
    const aim = { atMost: verdict === want ? verdictSeconds : 0 };
    return row({ part, figure: `${kind}: until ${verdict}`, unit: 's', ours: seconds, aim });
  });
  return [
    ...verdicts,
    row({
      part,
      figure: `${goodAgents} good agents: oldest sample, in intervals`,
      unit: '',
      ours: oldest / intervalSeconds,
      aim: { atMost: 1.1 },
    }),
    row({ part, figure: 'memory taken meanwhile', unit: 'bytes', ours: residentBytes(exporter.pid).highest - before }),
  ];
}

async function startAgents({ defer }) {
  const address = addressIn(someNetwork(), 0);
  const kinds = [...Array(goodAgents).fill('good'), ...hostileKinds];
  const first = await freePorts(address, kinds.length * portsEach);
  const places = kinds.map((kind, index) => ({ kind, address, port: first + index * portsEach }));
  const server = await start(defer, process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  await ask(server, { question: 'listen', places });
  const agents = places.map(({ kind, port }, index) => [
    kind === 'good' ? `good-${index}` : kind,
    { script_path: `agents/${index}.py`, port, health_check_port: port + 1 },
  ]);
  const healthChecks = { interval_seconds: intervalSeconds, timeout_seconds: timeoutSeconds, retries };
  const startup = {
    global_settings: { health_checks: healthChecks },
    agent_groups: { bench: Object.fromEntries(agents) },
  };
  return { server, watched: { name: 'hostile', address, startup } };
}

async function untilAllHealthy({ scrape }) {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const { healthy, total } = verdictsOf((await scrape()).text());
    if (total > 0 && healthy === total) return;
    if (performance.now() > deadline) throw new Error(`${healthy} of ${total} agents are healthy before they turn`);
    await delay(sampleMilliseconds);
  }
}

/** When each agent's verdict was first another one, the verdict at the end, and the age of the oldest good sample. */
async function watch({ scrape }) {
  const began = performance.now();
  const reached = new Map();
  let oldest = 0;
  while (performance.now() - began < watchMilliseconds) {
    const text = (await scrape()).text();
    const now = Date.now() / 1000;
    const seconds = (performance.now() - began) / 1000;
    for (const [agent, verdict] of verdictsOf(text).byAgent) {
      if (verdict !== 'healthy' && reached.get(agent)?.verdict !== verdict) reached.set(agent, { verdict, seconds });
    }
    for (const { labels, value } of samples(text, 'fleet_agent_last_probe_timestamp_seconds')) {
      if (label(labels, 'agent')?.startsWith('good')) oldest = Math.max(oldest, now - value);
    }
    await delay(sampleMilliseconds);
  }
  return { reached, oldest };
}

function verdictsOf(text) {
  const set = samples(text, 'fleet_agent_verdict').filter(({ value }) => value === 1);
  const byAgent = new Map(set.map(({ labels }) => [label(labels, 'agent'), label(labels, 'verdict')]));
  return {
    byAgent,
    total: byAgent.size,
    healthy: [...byAgent.values()].filter((verdict) => verdict === 'healthy').length,
  };
}
