import { redacted } from '../redaction/redacted.js';
import type { Path } from './locate.js';

/** Longest piece of a file that a finding shows, in characters. */
const maximumShown = 60;

/** A name out of a file, fit for one line of a terminal: control characters escaped, cut when very long. */
export function shown(name: string): string {
  // Before the cut: of half a credential nobody would know what it is.
  const safe = redacted(name);
  const cut = safe.length > maximumShown ? `${safe.slice(0, maximumShown)}…` : safe;
  return cut.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}

/** `agent_groups.core.Agent.port`, `pc2_services[3].port`. */
export function pathName(path: Path): string {
  return shown(
    path.map((step, index) => (typeof step === 'number' ? `[${step}]` : (index > 0 ? '.' : '') + step)).join(''),
  );
}

/** What a JSON Schema `type` asks for, in words. */
export function wantedTypes(types: unknown): string {
  return [types].flat().map(typeInWords).join(' or ');
}

/** What kind of value something is, in words. */
export function kindOf(data: unknown): string {
  if (data === null) return 'nothing';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a mapping';
  return typeInWords(Number.isInteger(data) ? 'integer' : typeof data);
}

/** The value itself where it is short enough to be one: text in quotes, numbers and booleans as they are. */
export function quoted(data: unknown): string | undefined {
  if (data === null || typeof data === 'object' || data === undefined) return undefined;
  return typeof data === 'string' ? `"${shown(data)}"` : shown(String(data));
}

function typeInWords(type: unknown): string {
  switch (type) {
    case 'object':
      return 'a mapping';
    case 'array':
      return 'a list';
    case 'integer':
      return 'an integer';
    case 'null':
      return 'empty';
    default:
      return `a ${String(type)}`;
  }
}

/** `1 agent`, `2 agents`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
