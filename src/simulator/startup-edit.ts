import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { ConfiguredAgent } from './startup-file.js';

/** The text of a start-up file in which `agent` is required where it was optional, and the other way round. */
export function withOtherNeed(text: string, agent: Pick<ConfiguredAgent, 'name' | 'group'>): string {
  const document = parseDocument(text);
  const entry = entryOf(document.getIn(['agent_groups', agent.group]) ?? document.get(agent.group), agent.name);
  if (entry === undefined) throw new Error(`the start-up file has no agent ${agent.name} in ${agent.group}`);
  entry.set('required', entry.get('required') === false);
  return document.toString();
}

/** An agent's entry in a mapping by name, or in a list of entries with names. */
function entryOf(agents: unknown, name: string): YAMLMap | undefined {
  const found = isMap(agents)
    ? agents.get(name)
    : isSeq(agents)
      ? agents.items.find((item) => isMap(item) && item.get('name') === name)
      : undefined;
  return isMap(found) ? found : undefined;
}
