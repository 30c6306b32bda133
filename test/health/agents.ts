import type { Agent } from '../../src/fleet/model.js';

/** An agent of machine "alpha" with what the test says of it. */
export function agent(name: string, said: Partial<Agent> = {}): Agent {
  const port = said.port ?? 7200;
  return {
    machine: 'alpha',
    name,
    group: 'core',
    scriptPath: `agents/${name.toLowerCase()}.py`,
    host: undefined,
    port,
    healthCheckPort: port + 1000,
    required: true,
    dependencies: [],
    place: { kind: 'file', file: 'startup.yaml', line: 1, column: 1 },
    ...said,
  };
}
