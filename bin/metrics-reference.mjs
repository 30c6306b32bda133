// Writes docs/metrics.md from what the built program declares; run it after a build.
// `--check` writes nothing and exits with 1 where the committed page differs.
import { readFile, writeFile } from 'node:fs/promises';
import { metricCatalogue } from '../dist/metricCatalogue.js';

const page = new URL('../docs/metrics.md', import.meta.url);

/** What a section of the catalogue is, in one sentence. */
const about = {
  fleet: [
    'Collector `fleet`',
    'What should run here: the start-up file as it was last understood. Runs with each scrape.',
  ],
  health: [
    'Collector `health`',
    'How the agents say they are, as the probes have found them. Runs with each scrape and asks nobody itself.',
  ],
  processes: [
    'Collector `processes`',
    'Which process is which agent, and how it fares, from `/proc`. Runs with each scrape.',
  ],
  process_drift: [
    'Collector `process_drift`',
    'How what runs differs from what is configured, from the environments of processes. Runs with each scrape.',
  ],
  ports: [
    'Collector `ports`',
    'Who listens on the ports of the fleet, and is there room for more. By default every 15 seconds.',
  ],
  sockets: ['Collector `sockets`', "What the agents' connections wait for. By default every 15 seconds."],
  audits: [
    'Collector `audits`',
    'Whether the fleet holds together as it is written down: scripts, dependencies, ports, names. By default every minute.',
  ],
  drift: [
    'Collector `drift`',
    'Whether what was loaded is still what is on disk, and what other exporters have loaded. By default every 30 seconds.',
  ],
  adoption: [
    'Collector `adoption`',
    'Which agents are on the base class, and whether they answer as it does. By default every 15 seconds; their code is read every five minutes.',
  ],
  acknowledgements: ['Collector `acknowledgements`', 'Which alerts somebody is at. Runs with each scrape.'],
  machine: ['Collector `machine`', 'What the machine is. By default every five minutes.'],
  discovery: ['Collector `discovery`', 'Which agents expose metrics of their own. By default every two minutes.'],
  logs: ['Collector `logs`', 'What the agents write, and where it goes wrong. By default every 30 seconds.'],
  filesystems: [
    'Collector `filesystems`',
    'Whether there is room where the fleet writes. By default every 30 seconds.',
  ],
  leaks: [
    'Collector `leaks`',
    'Where credentials can be seen. By default every 10 seconds; files every minute, logs as they grow.',
  ],
  ready_keys: [
    'Collector `ready_keys`',
    'Which agents have told Redis that they are ready. By default every 15 seconds; only where the settings name a Redis.',
  ],
  changes: [
    'Collector `changes`',
    'Which changes are under way, what was before them, and what became of their rollbacks. Runs with each scrape.',
  ],
  peers: [
    'Collector `peers`',
    'Whether the other machines are there, and how the links to them are. Runs with each scrape.',
  ],
  bus: [
    'Collector `bus`',
    "Whether this machine's events reach where they should. Runs with each scrape; only where the settings name a bus.",
  ],
  gates: ['Collector `gates`', 'What the gates said that were run here. Runs with each scrape.'],
  hubs: [
    'Collector `hubs`',
    'Whether the Prometheus and the Alertmanager of the machine do their work. By default every 10 seconds; only where the settings name hubs.',
  ],
  nats: [
    'Collector `nats`',
    'Whether the nats-servers of this machine carry the bus, from their monitoring. By default every 10 seconds; only where the settings name some.',
  ],
  bus_reception: [
    'Collector `bus_reception`',
    'Which events of the fleet come here, and whether both ways bring the same. Runs with each scrape; only where `bus.receive` asks for it.',
  ],
  risks: ['Collector `risks`', 'How far the eight risks are mended. By default every 10 seconds.'],
  frame: ['Every collector', 'What is always said of each collector, also of one that fails.'],
  program: [
    'The program itself',
    'Its settings, its files and the process it runs in; the `process_` and `nodejs_` metrics are those of prom-client.',
  ],
};

const unnamed = metricCatalogue().filter(({ from }) => !(from in about));
if (unnamed.length > 0) {
  const names = unnamed.map(({ from }) => from).join(', ');
  process.stderr.write(`bin/metrics-reference.mjs: give ${names} a heading and a sentence in \`about\`\n`);
  process.exit(1);
}

const text = [
  '# Metrics',
  '',
  'All that `GET /metrics` can show. Units are in the names; timestamps are Unix seconds. Every metric has the label',
  '`machine`. What a collector cannot find out is absent, not 0.',
  '',
  ...metricCatalogue().flatMap(section),
].join('\n');

const committed = await readFile(page, 'utf8').catch(() => undefined);
if (committed !== text && process.argv.includes('--check')) {
  process.stderr.write(
    'docs/metrics.md: differs from what the collectors declare; run `node bin/metrics-reference.mjs`\n',
  );
  process.exitCode = 1;
} else if (committed !== text) {
  await writeFile(page, text);
}

function section({ from, families }) {
  const [title, sentence] = about[from];
  const rows = families.map(
    ({ name, type, labels, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help.replaceAll('|', '\\|')} |`,
  );
  return [`## ${title}`, '', sentence, '', '| name | type | labels | meaning |', '|---|---|---|---|', ...rows, ''];
}
