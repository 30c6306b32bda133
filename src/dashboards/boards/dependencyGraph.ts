/**
 * Colours as CSS has them, which the node graph takes from a column: of its thresholds it makes no use. The gravest that
 * holds is taken.
 */
const colours: readonly (readonly [vector: string, colour: string])[] = [
  ['agent:fleet_agent_own_failure:bool', '#e02f44'],
  ['agent:fleet_agent_failed:bool', '#ff9830'],
  ['max by (machine, agent) (agent:fleet_agent_verdict:known{verdict="degraded"})', '#fade2a'],
  ['max by (machine, agent) (agent:fleet_agent_verdict:known{verdict="unverified"})', '#5794f2'],
  ['max by (machine, agent) (agent:fleet_agent_verdict:known)', '#73bf69'],
];

/** One row an agent, coloured by whose failure it is. */
export function nodes(selector: string): string {
  const coloured = colours.map(([vector, colour]) => `label_replace(${vector}, "color", "${colour}", "", "")`);
  const known = `max by (machine, agent, verdict) (agent:fleet_agent_verdict:known{${selector}})`;
  const row = `${known} * on (machine, agent) group_left (color) (${coloured.join(' or on (machine, agent) ')})`;
  const named = `label_join(label_join(label_join(${row}, "id", "/", "machine", "agent"), "title", "", "agent"), "subtitle", "", "machine")`;
  return `label_join(${named}, "mainstat", "", "verdict")`;
}

/** One row a dependency of which both ends are nodes: the panel shows nothing at all where one is missing. */
export function edges(selector: string): string {
  const known = `max by (machine, agent, depends_on_machine, depends_on) (last_over_time(fleet_agent_dependency{${selector}}[2m]))`;
  const fromNodes = `(${known} and on (machine, agent) agent:fleet_agent_verdict:known)`;
  const ends = `label_join(label_join(${fromNodes}, "source", "/", "machine", "agent"), "target", "/", "depends_on_machine", "depends_on")`;
  const toNodes = `${ends} and on (target) label_join(agent:fleet_agent_verdict:known{${selector}}, "target", "/", "machine", "agent")`;
  return `label_join(${toNodes}, "id", " > ", "source", "target")`;
}
