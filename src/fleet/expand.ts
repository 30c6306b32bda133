import type { ParsedDocument, Path } from '../document/parse.js';
import type { Finding } from '../finding.js';

/** Variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/** Values below these keys are handed to the agents unread: they may be credentials. */
export const secretKeys: ReadonlySet<string> = new Set(['env_vars', 'environment', 'config', 'command_args']);

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
/** Sums and differences of whole numbers; a sign may lead, as it does when an unset offset leaves `+7200`. */
const arithmetic = /^\s*[+-]?\s*\d+(?:\s*[+-]\s*\d+)*\s*$/;

/**
 * Expands `${NAME}` and `${NAME:-default}` in all strings of a start-up file, and works out port arithmetic
 * (`${PORT_OFFSET}+7200`). An unset variable is empty, in arithmetic 0, and each is reported once a file, where it
 * first stands.
 */
export function expand(document: ParsedDocument, variables: Variables): Expansion {
  const unset = new Map<string, Finding>();
  const visit = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, secretKeys.has(key) ? item : visit(item, [...path, key])]),
    );
  };
  const expandText = (text: string, path: Path): unknown => {
    if (!text.includes('${')) return text;
    const isPort = isPortPath(path);
    const expanded = text.replace(reference, (_, name: string, fallback: string | undefined) => {
      const set = variables[name];
      if (set !== undefined && set !== '') return set;
      if (fallback !== undefined) return fallback;
      if (set === undefined && !unset.has(name)) unset.set(name, unsetFinding(name, isPort, document, path));
      return '';
    });
    return isPort && arithmetic.test(expanded) ? sum(expanded) : expanded;
  };
  return { value: visit(document.value, []), findings: [...unset.values()] };
}

function isPortPath(path: Path): boolean {
  return /(^|_)port$/.test(String(path.at(-1)));
}

function sum(expression: string): number {
  const terms = expression.replaceAll(/\s/g, '').match(/[+-]?\d+/g) ?? [];
  return terms.reduce((total, term) => total + Number(term), 0);
}

function unsetFinding(name: string, isPort: boolean, document: ParsedDocument, path: Path): Finding {
  return {
    code: isPort ? 'port-variable-unset' : 'variable-unset',
    risk: 'G',
    severity: 'info',
    place: document.placeOfValue(path),
    message: isPort ? `\`${name}\` is not set, counted as 0` : `\`${name}\` is not set, taken as empty`,
    why: 'the boot script may run with another environment than this program',
    remedy: `set ${name} here as it is set there, or give it a default: \${${name}:-…}`,
  };
}
