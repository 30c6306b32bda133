import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AlertmanagerFiles, alertmanagerFiles, escalationRules } from '../alerting/files.js';
import { unsetReceivers } from '../alerting/unset.js';
import { NotWritten, putFile } from '../alerting/write.js';
import { formatFindings } from '../document/report.js';
import { loadAlerting } from '../settings.js';
import { exitCodes } from './exit.js';
import { jsonDocument } from './jsonDocument.js';

export interface AlertmanagerRenderArguments {
  /** Settings file; the bundled demo's unless given. */
  readonly config?: string | undefined;
  /** Where to write; standard output unless given. */
  readonly output?: string | undefined;
  /** Where to write the escalation rules of Prometheus; nowhere unless given. */
  readonly rules?: string | undefined;
  /** Write nothing; say whether what is there is current. */
  readonly check: boolean;
  readonly json?: boolean;
}

/** What the command needs of the process it runs in. */
export interface AlertmanagerSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

const demo = fileURLToPath(new URL('../../examples/demo/fleetwatch.yaml', import.meta.url));

/** `fleetwatch alertmanager render`: writes Alertmanager's configuration, and the templates beside it. */
export async function alertmanagerRenderCommand(
  { config = demo, output, rules, check, json }: AlertmanagerRenderArguments,
  around: AlertmanagerSurroundings,
): Promise<number> {
  if (check && output === undefined && rules === undefined) {
    around.problem('--check compares files: it needs --output or --rules');
    return exitCodes.couldNotRun;
  }
  const { alerting, machines, tokenFile, findings } = await loadAlerting(config);
  if (alerting === undefined) {
    around.problem(`cannot use the settings\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const unset = unsetReceivers(alerting, config);
  if (unset.length > 0) around.problem(`some roles are nobody's\n${formatFindings(unset)}`);
  const files = await alertmanagerFiles(alerting, machines, tokenFile);
  if (output === undefined && rules === undefined) {
    const { configuration, templates } = files;
    around.write(json ? jsonDocument({ configuration, templates: Object.fromEntries(templates) }) : configuration);
    return exitCodes.clean;
  }
  const wanted = [
    ...(output === undefined ? [] : placed(resolve(output), files)),
    ...(rules === undefined ? [] : [[resolve(rules), escalationRules(alerting)] as const]),
  ];
  const outdated = await outdatedOf(wanted);
  const told = json ? { ...around, write: () => undefined } : around;
  const code = check ? tell(outdated, told) : await replace(outdated, told);
  if (json && code !== exitCodes.couldNotRun) around.write(jsonDocument({ files: standings(wanted, outdated, check) }));
  return code;
}

function standings(wanted: readonly Placed[], outdated: readonly Placed[], check: boolean): readonly object[] {
  const files = new Set(outdated.map(([file]) => file));
  return wanted.map(([file]) => ({ file, standing: !files.has(file) ? 'current' : check ? 'outdated' : 'written' }));
}

type Placed = readonly [file: string, text: string];

/** The configuration last, as it names the others. */
function placed(output: string, { configuration, templates }: AlertmanagerFiles): Placed[] {
  return [
    ...[...templates].map(([path, text]): Placed => [join(dirname(output), path), text]),
    [output, configuration],
  ];
}

/** Those whose text is another than what is there. */
async function outdatedOf(wanted: readonly Placed[]): Promise<readonly Placed[]> {
  const present = await Promise.all(wanted.map(([file]) => readFile(file, 'utf8').catch(() => undefined)));
  return wanted.filter(([, text], index) => present[index] !== text);
}

function tell(outdated: readonly Placed[], around: AlertmanagerSurroundings): number {
  for (const [file] of outdated) around.write(`${file}: not what the settings give\n`);
  return outdated.length === 0 ? exitCodes.clean : exitCodes.found;
}

async function replace(outdated: readonly Placed[], around: AlertmanagerSurroundings): Promise<number> {
  try {
    for (const [file, text] of outdated) {
      await putFile(file, text);
      around.write(`${file}: written\n`);
    }
    return exitCodes.clean;
  } catch (error) {
    if (!(error instanceof NotWritten)) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}
