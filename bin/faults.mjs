// Plays the fault catalogue on the real stack and prints what came of it: all of it, which is also written to
// docs/faults-run.md, or the faults and combinations whose names hold one of the words given (`npm run faults -- log-race kill`).
// `--quick` plays the short form that CI plays. `quiet` plays a healthy hour instead, in 20 minutes or as many as are given.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const words = process.argv.slice(2);
const isQuiet = words[0] === 'quiet';
const chosen = words.includes('--quick') ? '' : words.length > 0 ? words.join(',') : 'all';
const settings = isQuiet
  ? { FLEETWATCH_QUIET_MINUTES: words[1] ?? '20' }
  : {
      FLEETWATCH_FAULTS: chosen,
      ...(chosen === 'all' && { FLEETWATCH_FAULTS_TABLE: join(root, 'docs/faults-run.md') }),
    };
/** Run directories of stacks lie here, so that none is left by a run that was interrupted. */
// On a disk: what is deleted in memory, where /tmp may lie, takes none.
const temporary = mkdtempSync(join(process.env.TMPDIR ?? '/var/tmp', 'faults-'));
/** The stack ends its servers in order, each within 5 s. */
const graceMilliseconds = 60_000;

const tests = isQuiet ? 'test/e2e/quiet' : 'test/e2e/faults';
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'catalogue', tests];
// In a group of its own: whatever way it ends, everything in the group can be told to end too.
const child = spawn(process.execPath, vitest, {
  cwd: root,
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, ...settings, TMPDIR: temporary },
});
child.on('error', (error) => {
  process.stderr.write(`fleetwatch: ${error.message}\n`);
  process.exitCode = 2;
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endGroup('SIGINT'));

child.on('exit', async (code) => {
  process.exitCode = code ?? 2;
  endGroup('SIGINT');
  // A fault may have stopped one of them.
  endGroup('SIGCONT');
  const deadline = Date.now() + graceMilliseconds;
  while (endGroup(0) && Date.now() < deadline) await delay(100);
  endGroup('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

/** Signals every process of the group; false once there is none. */
function endGroup(signal) {
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}
