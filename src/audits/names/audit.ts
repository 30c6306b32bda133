import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import type { Agent } from '../../fleet/model.js';
import type { Audit } from '../audit.js';

/** What the audit of names can find. */
export const nameCodes = ['agent-differs'] as const;

/**
 * Risk G: is an agent that stands on several machines the same on each? It may differ on purpose. Else somebody changed
 * it on one machine and forgot the other, or two programs go by one name.
 */
export const namesAudit: Audit = {
  name: 'names',
  risk: 'G',
  codes: nameCodes,
  audit: ({ machines }) => ({ findings: differingAgents(machines.flatMap(({ agents }) => agents)), tables: [] }),
};

/** Each agent that is not as the first one of its name. */
export function differingAgents(agents: readonly Agent[]): Finding[] {
  const first = new Map<string, Agent>();
  return agents.flatMap((agent) => {
    const earlier = first.get(agent.name);
    if (earlier === undefined) first.set(agent.name, agent);
    const differing = earlier === undefined ? [] : differences(earlier, agent);
    return earlier === undefined || differing.length === 0 ? [] : [differsFinding(agent, earlier, differing)];
  });
}

/** What should be the same wherever an agent runs. Addresses and groups go by the machine. */
function differences(a: Agent, b: Agent): string[] {
  const compared: [key: string, same: boolean][] = [
    ['script_path', a.scriptPath === b.scriptPath],
    ['port', a.port === b.port],
    ['health_check_port', a.healthCheckPort === b.healthCheckPort],
    ['required', a.required === b.required],
    ['dependencies', a.dependencies.toSorted().join() === b.dependencies.toSorted().join()],
  ];
  return compared.flatMap(([key, same]) => (same ? [] : [key]));
}

function differsFinding({ machine, name, place }: Agent, earlier: Agent, differing: readonly string[]): Finding {
  const keys = differing.map((key) => `\`${key}\``).join(', ');
  return {
    code: 'agent-differs',
    risk: 'G',
    severity: 'info',
    place,
    message: `\`${shown(name)}\` also stands on \`${earlier.machine}\`, line ${earlier.place.line}, with another ${keys}`,
    why: 'whoever knows agents by name alone, as the ready keys in Redis do, takes the two for one',
    remedy: 'make them the same, or give one of them another name; nothing, where they differ on purpose',
    machine,
    agent: name,
  };
}
