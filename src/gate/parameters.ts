import type { GateParameter } from './gate.generated.js';
import { gateParameters } from './template.js';

export type { GateParameter };

export type ValuesResult = { readonly values: ReadonlyMap<string, string> } | { readonly problems: readonly string[] };

/**
 * The values of a gate's parameters: those given, else their defaults. A value that fits nothing, one that does not fit
 * its pattern and one that is missing are problems. `needed` are the names that queries use.
 */
export function parameterValues(
  parameters: readonly GateParameter[],
  given: ReadonlyMap<string, string>,
  needed: ReadonlySet<string>,
): ValuesResult {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const names = new Set<string>([...gateParameters, ...known.keys()]);
  const problems = [...given.keys()].filter((name) => !names.has(name)).map((name) => `there is no parameter ${name}`);
  const values = new Map<string, string>();
  for (const name of names) {
    const parameter = known.get(name);
    const value = given.get(name) ?? parameter?.default;
    if (value !== undefined) values.set(name, value);
    if (value === undefined && needed.has(name)) problems.push(`the parameter ${name} needs a value: --set ${name}=…`);
    if (value !== undefined && !fits(value, parameter?.pattern)) {
      problems.push(`the value of ${name} does not match ${parameter?.pattern}`);
    }
  }
  return problems.length > 0 ? { problems } : { values };
}

function fits(value: string, pattern: string | undefined): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value);
}

/** Whether a pattern is a regular expression at all. */
export function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
