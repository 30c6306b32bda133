import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AdoptionProject } from '../../src/adoption/read.js';
import type { Agent } from '../../src/fleet/model.js';

/** A configured agent of which only the script matters. */
export function agentOf(name: string, scriptPath: string, line = 1): Agent {
  return {
    machine: 'alpha',
    name,
    group: 'agents',
    scriptPath,
    host: undefined,
    port: 7000,
    healthCheckPort: 8000,
    required: true,
    dependencies: [],
    place: { kind: 'file', file: 'startup.yaml', line, column: 3 },
  };
}

export function projectOf(root: string, agents: readonly Agent[]): AdoptionProject {
  return { machine: 'alpha', startupFile: 'startup.yaml', root, agents };
}

/** A directory with files of the given texts, removed after the test. */
export async function directoryOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'fleetwatch-adoption-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}
