import { nearest } from '../../document/nearest.js';
import type { ParsedDocument, Path } from '../../document/parse.js';
import { shown } from '../../document/wording.js';
import type { Finding } from '../../finding.js';
import { builtInParameters } from '../model.js';
import { namesIn } from '../placeholders.js';
import { commandsIn } from '../reading/commands.js';
import type { Parameter, RunbookFile } from '../runbook.generated.js';
import { problem } from './problem.js';

/** What is wrong with the parameters of a file: how they are declared, and where they are asked for. */
export function parameterProblems(file: RunbookFile, document: ParsedDocument): Finding[] {
  const declared = file.parameters ?? [];
  const known = [...builtInParameters, ...declared.map(({ name }) => name)];
  return [
    ...declared.flatMap((parameter, index) => declarationProblems(parameter, index, declared, document)),
    ...asked(file).flatMap(({ name, path }) => (known.includes(name) ? [] : [unknown(name, known, path, document)])),
  ];
}

function declarationProblems(
  { name, pattern, default: usual }: Parameter,
  index: number,
  declared: readonly Parameter[],
  document: ParsedDocument,
): Finding[] {
  const at = (key: string) => document.placeOfValue(['parameters', index, key]);
  const found: Finding[] = [];
  const isBuiltIn = builtInParameters.some((builtIn) => builtIn === name);
  if (isBuiltIn || declared.findIndex((other) => other.name === name) !== index) {
    found.push(
      problem('runbook-parameter', 'error', at('name'), {
        message: isBuiltIn ? `every change has a \`${name}\` already` : `\`${name}\` is declared twice`,
        why: 'of two values with one name nobody knows which a command gets',
        remedy: 'choose another name',
      }),
    );
  }
  const allowed = wholePattern(pattern);
  if (allowed === undefined) {
    found.push(
      problem('runbook-parameter', 'error', at('pattern'), {
        message: `what is allowed for \`${name}\` is no regular expression`,
        why: 'no value could be held against it',
        remedy: 'write a JavaScript regular expression, such as `[A-Za-z][A-Za-z0-9_]*`',
      }),
    );
  } else if (usual !== undefined && !allowed.test(usual)) {
    found.push(
      problem('runbook-parameter', 'error', at('default'), {
        message: `the default of \`${name}\` is not allowed by its own pattern`,
        why: 'the change could not begin with it',
        remedy: 'correct the default, or the pattern',
      }),
    );
  }
  return found;
}

/** A pattern as the whole of a value is held against it; nothing where it is none. */
export function wholePattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}

interface Asked {
  readonly name: string;
  readonly path: Path;
}

function asked(file: RunbookFile): Asked[] {
  const inCommands = commandsIn(file).flatMap(({ argv, path, directory, directoryPath }) => [
    ...argv.flatMap((argument, index) => asking(argument, [...path, index])),
    ...asking(directory ?? '', directoryPath),
  ]);
  const machines = (['steps', 'rollback', 'tests'] as const).flatMap((key) =>
    (file[key] ?? []).flatMap(({ machine = '' }, index) => asking(machine, [key, index, 'machine'])),
  );
  return [...inCommands, ...machines];
}

function asking(template: string, path: Path): Asked[] {
  return namesIn(template).map((name) => ({ name, path }));
}

function unknown(name: string, known: readonly string[], path: Path, document: ParsedDocument): Finding {
  const near = nearest(name, known);
  return problem('runbook-parameter', 'error', document.placeOfValue(path), {
    message: `nobody gives a value for \`{${shown(name)}}\`${near === undefined ? '' : `, did you mean \`{${near}}\`?`}`,
    why: 'the command could not be started',
    remedy: 'declare it under `parameters`, or write `{{` for a brace',
  });
}
