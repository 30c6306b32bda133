// Runs all tests: first those that get on with each other, then whole stacks of 77 agents in two lanes beside each other.
// Stacks on one kernel see each other's processes, so each lane has its own process identifiers and its own loopback
// (unshare(1)). Where that is not permitted the lanes run one after the other, and a line says so.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const alone = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', '--net'];
const withLoopback = ['sh', '-c', 'ip link set lo up && exec "$@"', 'lane'];
const lanes = ['stacks', 'catalogue'];

/** Closing lines of the runs: see test/reporter.ts. */
const counts = [];
const codes = [await run([...vitest, '--project', 'unit', '--project', 'servers'], process.stdout)];
if (spawnSync(alone[0], [...alone.slice(1), ...withLoopback, 'true'], { stdio: 'ignore' }).status === 0) {
  codes.push(...(await Promise.all(lanes.map((lane) => runLane(lane, [...alone, ...withLoopback])))));
} else {
  process.stdout.write('no namespaces of our own are permitted here: whole stacks run one after the other\n');
  for (const lane of lanes) codes.push(await runLane(lane, []));
}
const [passed, failed, skipped] = [0, 1, 2].map((place) => counts.reduce((sum, count) => sum + count[place], 0));
process.stdout.write(`all runs: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = counts.length === codes.length && codes.every((code) => code === 0) ? 0 : 1;

/** Two lanes at once would mix their lines: what a lane says is shown when it is over. */
async function runLane(lane, prefix) {
  const said = [];
  const code = await run([...prefix, ...vitest, '--project', lane], { write: (chunk) => said.push(chunk) });
  process.stdout.write(Buffer.concat(said));
  return code;
}

function run([program, ...commandLine], output) {
  const child = spawn(program, commandLine, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.write(chunk);
      tail = (tail + chunk).slice(-2000);
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`fleetwatch: ${program}: ${error.message}\n`);
      resolve(2);
    });
    child.on('close', (code) => {
      const closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(tail);
      if (closing !== null) counts.push(closing.slice(1).map(Number));
      resolve(code ?? 2);
    });
  });
}
