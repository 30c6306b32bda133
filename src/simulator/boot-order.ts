import type { ConfiguredAgent } from './startup-file.js';

/** In which order a machine's boot script starts its agents. */
export interface BootOrder {
  /** Each wave needs only agents of the waves before it. */
  readonly waves: readonly (readonly ConfiguredAgent[])[];
  /** Members of a dependency cycle and all that depend on them: the boot script leaves them out. */
  readonly leftOut: readonly ConfiguredAgent[];
}

/** Topological waves of one machine. A dependency that is not among `agents`, as on another machine, is not seen. */
export function bootOrder(agents: readonly ConfiguredAgent[]): BootOrder {
  const names = new Set(agents.map((agent) => agent.name));
  const started = new Set<string>();
  const waves: ConfiguredAgent[][] = [];
  let waiting = [...agents];
  while (waiting.length > 0) {
    const wave = waiting.filter((agent) => agent.dependencies.every((name) => !names.has(name) || started.has(name)));
    if (wave.length === 0) break;
    waves.push(wave);
    for (const agent of wave) started.add(agent.name);
    waiting = waiting.filter((agent) => !started.has(agent.name));
  }
  return { waves, leftOut: waiting };
}
