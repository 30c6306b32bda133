import { shown } from '../../document/wording.js';
import type { Finding, Severity } from '../../finding.js';
import type { AuditedMachine } from '../machine.js';
import type { Cycle } from './cycles.js';
import type { Dependency, DependencyGraph, Edge } from './graph.js';

/** What the audit of dependencies can find. */
export const graphCodes = [
  'dependency-unresolved',
  'dependency-self',
  'dependency-duplicate',
  'dependency-other-machine',
  'dependency-optional',
  'dependency-cycle',
] as const;

type GraphCode = (typeof graphCodes)[number];

/** Says what is wrong with dependencies, each at the entry that is to be changed. */
export class GraphFindings {
  readonly #graph: DependencyGraph;
  readonly #machines: ReadonlyMap<string, AuditedMachine>;

  constructor(graph: DependencyGraph, machines: readonly AuditedMachine[]) {
    this.#graph = graph;
    this.#machines = new Map(machines.map((machine) => [machine.name, machine]));
  }

  unresolved(dependency: Dependency, near: string | undefined): Finding[] {
    const hint = near === undefined ? '' : `, did you mean \`${near}\`?`;
    return this.#at(dependency, 'dependency-unresolved', 'error', {
      message: `${this.#needs(dependency)}, which is no agent of the fleet${hint}`,
      why: 'the agent connects to an address where nobody ever answers, and hangs',
      remedy: near === undefined ? 'correct the name, or remove the dependency' : `write \`${near}\``,
    });
  }

  self(dependency: Dependency): Finding[] {
    return this.#at(dependency, 'dependency-self', 'error', {
      message: `\`${dependency.name}\` depends on itself`,
      why: 'the boot script waits for an agent to run before it starts it, and leaves it out',
      remedy: 'remove the dependency',
    });
  }

  duplicate(dependency: Dependency): Finding[] {
    return this.#at(dependency, 'dependency-duplicate', 'warning', {
      message: `${this.#needs(dependency)} twice`,
      why: 'a boot order that counts dependencies waits for the second one for ever',
      remedy: 'remove one of the two entries',
    });
  }

  otherMachine(dependency: Dependency, machines: readonly string[], isShared: boolean): Finding[] {
    const [machine = ''] = machines;
    return this.#at(dependency, 'dependency-other-machine', isShared ? 'info' : 'warning', {
      message: `${this.#needs(dependency)}, which runs on ${machines.map((name) => `\`${name}\``).join(' and ')} only`,
      why: 'the boot script orders each machine by itself: it does not wait for agents of another one',
      remedy: isShared
        ? `nothing, where the agent bears with \`${dependency.name}\` coming later`
        : `declare \`${machine}/${dependency.name}\` a shared agent, or run it on this machine too`,
    });
  }

  optional(edge: Edge): Finding[] {
    const from = this.#graph.agents[edge.from];
    const to = this.#graph.agents[edge.to];
    if (to === undefined) return [];
    const needed = to.machine === from?.machine ? to.name : `${to.machine}/${to.name}`;
    return this.#at(edge, 'dependency-optional', 'warning', {
      message: `\`${this.#nameOf(edge)}\` is required and depends on \`${needed}\`, which is not`,
      why: 'where the optional agent is left out, a required one fails',
      remedy: `make \`${needed}\` required, or remove the dependency`,
    });
  }

  cycle(cycle: Cycle): Finding[] {
    const closing = cycle.at(-1);
    if (closing === undefined) return [];
    return this.#at(closing, 'dependency-cycle', 'error', {
      message: `dependencies go in a circle: ${this.#pathText(cycle)}`,
      why: 'none of these agents can be started before the others: the boot script leaves all of them out',
      remedy: 'remove one of these dependencies; this one closes the circle',
    });
  }

  moreCycles(cycle: Cycle, more: number): Finding[] {
    const closing = cycle.at(-1);
    if (closing === undefined) return [];
    return this.#at(closing, 'dependency-cycle', 'error', {
      message: `dependencies go in ${more} more circles, which are not listed`,
      why: 'none of these agents can be started before the others: the boot script leaves all of them out',
      remedy: 'mend the listed ones first, and look again',
    });
  }

  #needs({ from, name }: Dependency): string {
    return `\`${this.#graph.agents[from]?.name}\` depends on \`${shown(name)}\``;
  }

  #nameOf({ from }: Edge): string {
    return this.#graph.agents[from]?.name ?? '';
  }

  /** Names of a circle in order; with their machines where it spans several, cut in the middle where it is long. */
  #pathText(cycle: Cycle): string {
    const agents = [...cycle, ...cycle.slice(0, 1)].flatMap(({ from }) => this.#graph.agents[from] ?? []);
    const spans = agents.some(({ machine }) => machine !== agents[0]?.machine);
    const names = agents.map(({ machine, name }) => (spans ? `${machine}/${name}` : name));
    const cut =
      names.length <= maximumNames
        ? names
        : [...names.slice(0, maximumNames - 2), `… ${names.length - maximumNames} more …`, ...names.slice(-2)];
    return cut.join(' -> ');
  }

  #at(
    { from, index }: Pick<Edge, 'from' | 'index'>,
    code: GraphCode,
    severity: Severity,
    text: Pick<Finding, 'message' | 'why' | 'remedy'>,
  ): Finding[] {
    const agent = this.#graph.agents[from];
    const machine = agent && this.#machines.get(agent.machine);
    if (agent === undefined || machine === undefined) return [];
    const place = machine.places.dependency(agent, index);
    return [{ code, risk: 'B', severity, place, ...text, machine: machine.name, agent: agent.name }];
  }
}

/** Names of a circle that are written out. */
const maximumNames = 20;
