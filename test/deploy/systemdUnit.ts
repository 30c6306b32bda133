import { readFileSync } from 'node:fs';
import { tree } from './composeFile.js';

/** All values of a key in a unit file or drop-in, with continued lines joined (systemd.syntax(7)). */
export function unitValues(file: string, key: string): string[] {
  const text = readFileSync(`${tree}deploy/systemd/${file}`, 'utf8').replaceAll(/ *\\\n */g, ' ');
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));
}

/** The program and its arguments, with the variables of a machine filled in. */
export function commandLineOf(file: string, variables: Readonly<Record<string, string>>): string[] {
  const line = unitValues(file, 'ExecStart').at(-1) ?? '';
  return line.replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => variables[name] ?? '').split(' ');
}
