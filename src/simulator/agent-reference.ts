import type { Refusal } from './faults.js';
import { hint } from './nearest.js';

/** The agent that `reference` (`name`, or `machine/name`) means, among agents keyed `machine/name`; else why none. */
export function findAgent<Agent extends object>(
  agents: ReadonlyMap<string, Agent>,
  reference: string,
): Agent | Refusal {
  const keys = [...agents.keys()];
  const matches = keys.filter((key) => key === reference || bareName(key) === reference);
  const [key] = matches;
  const agent = key === undefined ? undefined : agents.get(key);
  if (agent && matches.length === 1) return agent;
  if (matches.length > 1) {
    const message = `${reference} runs on several machines, say which: ${matches.join(', ')}`;
    return { outcome: 'refused', code: 'ambiguous-agent', message };
  }
  const elsewhere = keys.filter((key) => bareName(key) === bareName(reference));
  const qualified = elsewhere.length > 0 ? elsewhere : keys;
  const candidates = reference.includes('/') ? qualified : [...new Set(keys.map(bareName))];
  const why = candidates.length > 0 ? hint(reference, candidates) : ': no agents run';
  return { outcome: 'refused', code: 'unknown-agent', message: `unknown agent ${reference}${why}` };
}

function bareName(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
