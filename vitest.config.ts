import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Servers that were unpacked because the machine has none of its own stand behind those it has. */
const PATH = [process.env.PATH, '/usr/sbin', join(import.meta.dirname, '.fleetwatch/tools/bin')].join(delimiter);

const besideOthers = ['test/e2e/gate.test.ts', 'test/e2e/rollbackCrash.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    // One more than CI has cores: many tests wait for a server, a process or the disk. The default would be one.
    maxWorkers: 3,
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
          // Real servers, and no fleet that others would disturb: they mostly wait, which costs nothing beside the others.
          name: 'servers',
          include: besideOthers,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: besideOthers,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // After all others: real servers and 77 agents need both cores.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
