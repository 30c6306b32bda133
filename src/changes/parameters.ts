import { shown } from '../document/wording.js';
import type { Runbook } from '../runbooks/model.js';
import { ChangeRefused } from './refused.js';

/**
 * The value of each parameter of a runbook: what was given, else its default. Throws {@link ChangeRefused} where one is
 * missing, is not what its pattern allows, or is unknown.
 */
export function parameterValues(
  { id, parameters }: Pick<Runbook, 'id' | 'parameters'>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new ChangeRefused(`${id} has no parameter ${unknown.map(shown).join(', ')}; ${known}`);
  }
  const missing = parameters.filter(({ name, default: usual }) => given[name] === undefined && usual === undefined);
  if (missing.length > 0) {
    const asked = missing.map(({ name, about }) => `--set ${name}=… (${about})`).join(', ');
    throw new ChangeRefused(`${id} needs ${asked}`);
  }
  const values = parameters.map(({ name, pattern, default: usual }): [string, string] => {
    const value = given[name] ?? usual ?? '';
    if (isAllowed(value, pattern)) return [name, value];
    throw new ChangeRefused(`${name} is ${shown(value)}, and ${id} allows ${pattern}`);
  });
  return Object.fromEntries(values);
}

/** The pattern is the whole of a value. What no argument vector can hold (execve(2)) is in none. */
function isAllowed(value: string, pattern: string): boolean {
  return !value.includes('\0') && new RegExp(`^(?:${pattern})$`, 'u').test(value);
}
