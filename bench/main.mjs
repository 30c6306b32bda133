/**
 * The figures of fleetwatch, each taken side by side with what it is compared with: `npm run bench`, or a part of it with
 * `npm run bench -- scrape`. `--json` prints them as JSON.
 */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { adoption } from './adoption.mjs';
import { board } from './board.mjs';
import { bus } from './bus.mjs';
import { check } from './check.mjs';
import { contextOf, projectFolder } from './context.mjs';
import { hostile } from './hostile.mjs';
import { latency } from './latency.mjs';
import { leakSweep } from './leak-sweep.mjs';
import { leaks } from './leaks.mjs';
import { machines } from './machines.mjs';
import { probes } from './probes.mjs';
import { processes } from './processes.mjs';
import { table } from './report.mjs';
import { rest } from './rest.mjs';
import { rules } from './rules.mjs';
import { scale } from './scale.mjs';
import { undoOpen, within } from './scope.mjs';
import { scrape } from './scrape.mjs';
import { sockets } from './sockets.mjs';
import { tail } from './tail.mjs';

/** All parts, in the order in which they run. */
const parts = {
  scrape,
  processes,
  sockets,
  probes,
  scale,
  rest,
  latency,
  hostile,
  check,
  adoption,
  leaks,
  'leak-sweep': leakSweep,
  tail,
  rules,
  machines,
  bus,
  board,
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    /** Another build than that of this folder. */
    dist: { type: 'string', default: `${projectFolder}dist` },
    /** For the exporters that are measured, such as `--cpu-prof`. */
    'node-option': { type: 'string', multiple: true, default: [] },
  },
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void undoOpen().finally(() => process.exit(130)));
}

const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  process.stderr.write(`there is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}

const say = (line) => process.stderr.write(`${line}\n`);
const context = contextOf({ dist: resolve(options.dist), nodeOptions: options['node-option'], say });
const rows = [];
for (const [name, part] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const began = performance.now();
  rows.push(...(await within((defer) => part(context(defer)))));
  say(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
process.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : `${table(rows)}\n`);
