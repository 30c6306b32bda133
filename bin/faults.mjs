// Plays the fault catalogue on the real stack and prints what came of it: all of it, or the faults whose names hold one
// of the words given (`npm run faults -- log-race kill`). `--quick` plays the short form that CI plays.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const words = process.argv.slice(2);
const chosen = words.includes('--quick') ? '' : words.length > 0 ? words.join(',') : 'all';
/** Run directories of stacks lie here, so that none is left by a run that was interrupted. */
const temporary = mkdtempSync(join(tmpdir(), 'faults-'));
/** The stack ends its servers in order, each within 5 s. */
const graceMilliseconds = 60_000;

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'test/e2e/faults'];
// In a group of its own: whatever way it ends, everything in the group can be told to end too.
const child = spawn(process.execPath, vitest, {
  cwd: root,
  stdio: 'inherit',
  detached: true,
  env: { ...process.env, FLEETWATCH_FAULTS: chosen, TMPDIR: temporary },
});
child.on('error', (error) => {
  process.stderr.write(`fleetwatch: ${error.message}\n`);
  process.exitCode = 2;
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endGroup('SIGINT'));

child.on('exit', async (code) => {
  process.exitCode = code ?? 2;
  endGroup('SIGINT');
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
