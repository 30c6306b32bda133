import { cutFlood } from '../document/flood.js';
import type { ParsedDocument, Path } from '../document/parse.js';
import { shown } from '../document/wording.js';
import type { Finding } from '../finding.js';
import type { Agent as AgentSettings } from './startup.generated.js';

/** One agent of a start-up file, before it is known to be valid. */
export interface AgentEntry {
  readonly name: string;
  readonly group: string;
  readonly path: Path;
  readonly entry: AgentSettings;
}

const listKey = /^[a-z0-9_]+_services$/;

/** All agents of a start-up file, in the order of the text. Entries that are no mappings are left to the schema. */
export function agentEntries(value: unknown, agentsKey?: string): AgentEntry[] {
  const entries: AgentEntry[] = [];
  for (const [key, section] of members(value)) {
    const agents =
      key === agentsKey || listKey.test(key)
        ? listedAgents(key, section)
        : key === 'agent_groups'
          ? nestedAgents(section)
          : [];
    for (const agent of agents) entries.push(agent);
  }
  return entries;
}

function nestedAgents(groups: unknown): AgentEntry[] {
  return members(groups).flatMap(([group, agents]) =>
    members(agents).flatMap(([name, entry]) =>
      isEntry(entry) ? [{ name, group, path: ['agent_groups', group, name], entry }] : [],
    ),
  );
}

function listedAgents(key: string, list: unknown): AgentEntry[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) =>
    isEntry(entry) && 'name' in entry && typeof entry.name === 'string'
      ? [{ name: entry.name, group: key, path: [key, index], entry }]
      : [],
  );
}

/** Names stand for one agent each: metrics, dependencies and the boot script know agents by nothing else. */
export function duplicateAgents(document: ParsedDocument, entries: readonly AgentEntry[]): Finding[] {
  const first = new Map<string, AgentEntry>();
  const repeated = entries.flatMap((entry) => {
    const earlier = first.get(entry.name);
    if (earlier === undefined) first.set(entry.name, entry);
    return earlier === undefined ? [] : [{ entry, earlier }];
  });
  return cutFlood(document.file, repeated, ({ entry: { name, path }, earlier }) => ({
    code: 'duplicate-agent',
    risk: 'G',
    severity: 'error',
    place: typeof path.at(-1) === 'number' ? document.placeOfValue([...path, 'name']) : document.placeOfKey(path),
    message: `agent \`${shown(name)}\` is configured twice, first at line ${document.placeOfKey(earlier.path).line}`,
    why: 'dependencies and health checks cannot tell the two apart',
    remedy: 'remove one of them, or give it a name of its own',
    agent: name,
  }));
}

/** A file without agents starts nothing, and watching nothing looks like health. */
export function noAgents(document: ParsedDocument): Finding {
  return {
    code: 'no-agents',
    risk: 'G',
    severity: 'error',
    place: document.placeOfValue([]),
    message: 'the file configures no agent',
    why: 'a fleet of no agents would always look healthy',
    remedy: 'add `agent_groups` or a list of agents, or name the key of the list with `agents_key`',
  };
}

function members(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The schema has the last word on an entry; an invalid one never leaves the reader. */
function isEntry(value: unknown): value is AgentSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
