import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { filled } from '../../src/runbooks/placeholders.js';

const steps: readonly (readonly [runbook: string, step: string, file: string])[] = [
  ['cutover-hub-first', 'former-target', 'prometheus/former-hub.yml'],
  ['cutover-hub-first', 'former-target-here', 'prometheus/former-hub.yml'],
  ['cutover-hub-first', 'first-target', 'fleetwatch/cutover-first.yml'],
  ['cutover-hub-rest', 'rest-targets', 'fleetwatch/cutover-rest.yml'],
];

it.each(steps)('%s: what %s writes with the umask of a service can be read by Prometheus', async (id, name, file) => {
  const { runbooks } = await loadRunbooks([bundledRunbooks]);
  const runbook = runbooks.find((one) => one.id === id);
  const action = runbook?.steps.find((one) => one.id === name)?.action;
  if (runbook === undefined || action?.kind !== 'command') throw new Error(`no step ${name} that is a command`);
  const targets = mkdtempSync(join(tmpdir(), 'fleetwatch-targets-'));
  onTestFinished(() => rmSync(targets, { recursive: true }));
  for (const job of ['fleetwatch', 'prometheus']) mkdirSync(join(targets, job));
  const defaults = runbook.parameters.map((one): [string, string] => [one.name, one.default ?? '']);
  const values = new Map([...defaults, ['targets', targets] as const]);
  const argv = action.command.argv.map((word) => filled(word, values));
  execFileSync('sh', ['-c', 'umask 0077; exec "$@"', 'sh', ...argv]);
  expect((statSync(join(targets, file)).mode & 0o777).toString(8)).toBe('644');
});
