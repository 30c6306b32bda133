import { didYouMean, nearest } from '../document/nearest.js';
import { shown } from '../document/wording.js';
import type { Touched } from './model.js';
import { ChangeRefused } from './refused.js';

/** What a change may touch, and where it begins. */
export interface Reach {
  /** All agents of the fleet. */
  readonly agents: readonly Touched[];
  /** The machine on which the change begins. */
  readonly machine: string;
  /** `each`: it is about one machine; `fleet`: about all. */
  readonly machines: 'each' | 'fleet';
  /** Value of the runbook's parameter `agent`, where it has one. */
  readonly agent: string | undefined;
}

/**
 * The agents that a change touches: those named, as `agent` or `machine/agent`; else the one that its parameter `agent`
 * names, else all of its machine, or of the fleet. Throws {@link ChangeRefused} where one is not there.
 */
export function touchedAgents(words: readonly string[], reach: Reach): Touched[] {
  const { agents, machine, machines, agent } = reach;
  if (words.length === 0 && agent !== undefined) return [agentNamed(agent, reach)];
  if (words.length === 0) return agents.filter((one) => machines === 'fleet' || one.machine === machine);
  const named = words.map((word) => agentNamed(word, reach));
  return named.filter((one, index) => named.indexOf(one) === index);
}

/** An agent by its name: of this machine before any other, as two machines may have one of the same name. */
function agentNamed(word: string, { agents, machine }: Reach): Touched {
  const found = agents.filter((one) => one.agent === word || `${one.machine}/${one.agent}` === word);
  const here = found.find((one) => one.machine === machine);
  const [first, second] = found;
  if (here !== undefined) return here;
  if (first === undefined) {
    const near = nearest(
      word,
      agents.map((one) => one.agent),
    );
    const hint = didYouMean(near);
    throw new ChangeRefused(`there is no agent ${shown(word)}${hint}`);
  }
  if (second !== undefined) {
    throw new ChangeRefused(`${shown(word)} runs on ${first.machine} and ${second.machine}: say machine/agent`);
  }
  return first;
}
