import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Servers that were unpacked because the machine has none of its own stand behind those it has. */
const PATH = [process.env.PATH, '/usr/sbin', join(import.meta.dirname, '.fleetwatch/tools/bin')].join(delimiter);

/** About as long as all the other stacks together. */
const catalogue = ['faults', 'quiet', 'change', 'board', 'canary', 'demoFleet', 'partition'].map(
  (name) => `test/e2e/${name}{.test.ts,/**/*.test.ts}`,
);

const besideOthers = ['bus', 'busCrash', 'gate', 'hubs', 'nats', 'cutover', 'cutoverBus', 'rollbackCrash'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    // One more than CI has cores: many tests wait for a server, a process or the disk. The default would be one.
    maxWorkers: 3,
    // Of tests that say so: they run promtool, which alone keeps a core busy.
    maxConcurrency: 2,
    env: { PATH },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // Real servers, and no fleet that others would disturb: they mostly wait, beside each other.
          name: 'servers',
          include: besideOthers,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      stacks('stacks', { exclude: [...besideOthers, ...catalogue] }),
      stacks('catalogue', { include: catalogue }),
    ],
  },
});

/** Whole stacks, one at a time: bin/test.mjs gives each of these projects a process of its own, beside the other. */
function stacks(name: string, files: { readonly include?: readonly string[]; readonly exclude?: readonly string[] }) {
  return {
    extends: true as const,
    test: {
      name,
      include: [...(files.include ?? ['test/e2e/**/*.test.ts'])],
      exclude: [...(files.exclude ?? [])],
      testTimeout: 180_000,
      hookTimeout: 180_000,
      fileParallelism: false,
      // After all others: real servers and 77 agents need both cores.
      sequence: { groupOrder: 2 },
    },
  };
}
