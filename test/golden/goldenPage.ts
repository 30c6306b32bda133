import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { vi } from 'vitest';
import { ChangeDuty } from '../../src/changeDuty.js';
import { collectorsOf } from '../../src/collection.js';
import { Exposition } from '../../src/exposition/exposition.js';
import type { Format } from '../../src/exposition/text.js';
import { FirstPasses } from '../../src/firstPasses.js';
import { judge } from '../../src/health/judge.js';
import { noteLoad, ownMetrics } from '../../src/ownMetrics.js';
import { peerWatchOf } from '../../src/peers/ofSettings.js';
import type { Outcome } from '../../src/probes/answer.js';
import { boardLooks } from '../../src/server/board/looks.js';
import { loadSettings } from '../../src/settings.js';
import type { MachineFacts } from '../../src/system/machineFacts.js';
import { type Surroundings, Watchpost } from '../../src/watchpost.js';
import { joined } from '../exposition/parseText.js';

const fixture = fileURLToPath(new URL('../fixtures/golden/', import.meta.url));

const facts: MachineFacts = {
  manufacturer: 'Example "Systems"',
  model: 'Tower\\7',
  distro: 'Debian GNU/Linux',
  release: '12',
  kernel: '6.1.0-18-amd64',
  arch: 'x64',
  processor: 'Example 9000',
  cores: 16,
  memoryBytes: 67_108_864_000,
  availableBytes: 33_554_432_000,
  gpus: [
    { vendor: 'Example', model: 'Graphics 1', memoryBytes: 25_769_803_776, usedBytes: 1_073_741_824 },
    { vendor: 'Example', model: 'Onboard', memoryBytes: undefined, usedBytes: undefined },
  ],
};

function said(report: object): Outcome {
  return { kind: 'answered', body: Buffer.from(JSON.stringify(report)) };
}

/** What the agents answer, by the port that is asked; nobody listens on any other. */
const answers: ReadonlyMap<number, Outcome> = new Map([
  [8200, said({ health_status: 'healthy', health_details: { port: 7200 } })],
  [8211, said({ status: 'degraded', health_status: 'degraded', health_details: { port: 7210 } })],
  [8220, said({ status: 'degraded', health_status: 'unhealthy', health_details: { port: 7220 } })],
  [8240, said({ health_status: 'healthy', health_details: { port: 7200 } })],
  [8250, { kind: 'hung', reason: 'no answer in time' }],
  // A thread of its own goes on answering while the main loop is stuck.
  [8251, said({ health_status: 'healthy', health_details: { port: 7250 } })],
]);

const ask: Surroundings['ask'] = async (agent, _address, route, { machine, durations }) => {
  const seconds = route.port === 8250 ? 5 : 0.004;
  durations.observe({ machine, protocol: route.protocol }, seconds);
  return judge({ ...(answers.get(route.port) ?? { kind: 'refused', reason: 'nobody listens' }), seconds }, agent.port);
};

/**
 * The page of an exporter that watches the fixture, with everything fixed that would differ between runs and machines:
 * processes, answers, clocks, the machine itself. What prom-client says of the Node.js process is left out.
 *
 * @param stateDirectory an empty folder
 */
export async function goldenPage(format: Format, stateDirectory: string): Promise<string> {
  vi.useFakeTimers({
    // In an odd minute: discovery, which asks real ports, would begin anew in the middle of it.
    now: Date.parse('2026-11-22T10:01:00Z'),
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  });
  const { settings: read } = await loadSettings(join(fixture, 'fleetwatch.yaml'));
  if (read === undefined) throw new Error('the fixture has findings');
  const settings = { ...read, procRoot: join(fixture, 'proc'), stateDirectory };
  await mkdir(stateDirectory, { recursive: true });
  const lives = {
    Planner: { pid: 99, startTicks: 5, restarts: 2 },
    Courier: { pid: 201, startTicks: 60_000, restarts: 1 },
  };
  await writeFile(join(stateDirectory, 'restarts.json'), JSON.stringify(lives));

  const watchpost = new Watchpost(settings, { verdictChanged: () => {}, stateWritten: () => {} }, { ask });
  const own = ownMetrics('alpha', '1.2.3');
  await watchpost.load(settings);
  noteLoad(own, watchpost.keeper.states, true);
  await watchpost.start();
  const { desk } = new ChangeDuty(settings, pino({ level: 'silent' }));
  const looks = boardLooks(watchpost, desk, Date.now);
  const peers = peerWatchOf(settings, () => undefined);
  const passed = new FirstPasses(['D', 'E', 'H']);
  const subjects = { watchpost, desk, looks, peers, passed, outcome: () => exposition };
  const exposition: Exposition = new Exposition(await collectorsOf(subjects, settings, async () => facts), {
    machine: 'alpha',
    own: own.registry,
    now: Date.now,
    elapsed: () => performance.now(),
    onTransition: () => {},
    onFindings: () => {},
  });
  try {
    exposition.start();
    await turnsUntil(() => exposition.hasRun);
    await vi.advanceTimersByTimeAsync(31_000);
    await turnsUntil(() => watchpost.agents.every(({ name }) => watchpost.health(name).probes > 0));
    return withoutRuntime(joined(await exposition.scrape(format, 60)));
  } finally {
    await exposition.stop();
    await watchpost.stop();
    vi.useRealTimers();
  }
}

/** Waits without a timer: all of them stand still. */
async function turnsUntil(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000; turn++) {
    if (condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come about');
}

function withoutRuntime(page: string): string {
  const runtime = /^(# (HELP|TYPE) )?(process|nodejs)_/;
  return page
    .split('\n')
    .filter((line) => !runtime.test(line))
    .join('\n');
}
