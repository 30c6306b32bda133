import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootOrder } from '../../src/simulator/boot-order.js';
import { demoMachines } from '../../src/simulator/machine.js';
import { readStartupFile } from '../../src/simulator/startup-file.js';

function boot(root: string, ...words: string[]) {
  const { status, stdout } = spawnSync('python3', ['-B', 'boot.py', ...words], { cwd: root, encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
}

describe.each(demoMachines())('the boot script of $name', (machine) => {
  it('reads what the simulator reads, and orders it alike', async () => {
    const { waves } = bootOrder(await readStartupFile(machine));
    const expected = waves.map((wave, index) => `wave ${index + 1}: ${wave.map(({ name }) => name).join(', ')}`);
    expect(boot(machine.projectRoot, 'order')).toEqual({ status: 0, lines: expected });
  });

  it('looks for scripts under prefixes, and so finds none: a runbook mends it', async () => {
    const { length } = await readStartupFile(machine);
    const { status, lines } = boot(machine.projectRoot, 'check');
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe(`${length} agents, ${length} problems`);
  });

  it('is the same on both machines', () => {
    const [alpha, beta] = demoMachines().map(({ projectRoot }) => readFileSync(join(projectRoot, 'boot.py'), 'utf8'));
    expect(beta).toBe(alpha);
  });
});
