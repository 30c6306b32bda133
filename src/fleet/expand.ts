import { cutFlood } from '../document/flood.js';
import type { ParsedDocument, Path } from '../document/parse.js';
import { shown } from '../document/wording.js';
import type { Finding } from '../finding.js';
import { evaluateSum } from './portArithmetic.js';
import { holdsSecrets } from './secrets.js';

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

interface UnsetVariable {
  readonly name: string;
  readonly isPort: boolean;
  /** Where it first stands. */
  readonly path: Path;
}

/** A default cannot hold braces: references do not nest, and each is found in linear time. */
const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}/g;

/**
 * Expands `${NAME}` and `${NAME:-default}` in all strings of a start-up file, and works out port arithmetic
 * (`${PORT_OFFSET}+7200`). An unset variable is empty, in a port 0, and each is reported once a file, where it first
 * stands.
 */
export function expand(document: ParsedDocument, variables: Variables): Expansion {
  const unset = new Map<string, UnsetVariable>();
  const visit = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, holdsSecrets(path, key) ? item : visit(item, [...path, key])]),
    );
  };
  const expandText = (text: string, path: Path): unknown => {
    if (!text.includes('${')) return text;
    const isPort = isPortPath(path);
    const expanded = text.replace(reference, (_, name: string, fallback: string | undefined) => {
      const set = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (set !== undefined && set !== '') return set;
      if (fallback !== undefined) return fallback;
      if (set === undefined && !unset.has(name)) unset.set(name, { name, isPort, path });
      return isPort ? '0' : '';
    });
    return isPort ? (evaluateSum(expanded) ?? expanded) : expanded;
  };
  const value = visit(document.value, []);
  return {
    value,
    findings: cutFlood(document.file, [...unset.values()], (variable) => unsetFinding(variable, document)),
  };
}

function isPortPath(path: Path): boolean {
  return /(^|_)port$/.test(String(path.at(-1)));
}

function unsetFinding({ name, isPort, path }: UnsetVariable, document: ParsedDocument): Finding {
  return {
    code: isPort ? 'port-variable-unset' : 'variable-unset',
    risk: 'G',
    severity: 'info',
    place: document.placeOfValue(path),
    message: `\`${shown(name)}\` is not set, ${isPort ? 'counted as 0' : 'taken as empty'}`,
    why: 'the boot script may run with another environment than this program',
    remedy: `set ${shown(name)} here as it is set there, or give it a default: \${${shown(name)}:-…}`,
  };
}
