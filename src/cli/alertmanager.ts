import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AlertmanagerFiles, alertmanagerFiles } from '../alerting/files.js';
import { unsetReceivers } from '../alerting/unset.js';
import { NotWritten, putFile } from '../alerting/write.js';
import { formatFindings } from '../document/report.js';
import { loadAlerting } from '../settings.js';
import { exitCodes } from './exit.js';

export interface AlertmanagerRenderArguments {
  /** Settings file; the bundled demo's unless given. */
  readonly config?: string | undefined;
  /** Where to write; standard output unless given. */
  readonly output?: string | undefined;
  /** Write nothing; say whether what is there is current. */
  readonly check: boolean;
}

/** What the command needs of the process it runs in. */
export interface AlertmanagerSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

const demo = fileURLToPath(new URL('../../examples/demo/fleetwatch.yaml', import.meta.url));

/** `fleetwatch alertmanager render`: writes Alertmanager's configuration, and the templates beside it. */
export async function alertmanagerRenderCommand(
  { config = demo, output, check }: AlertmanagerRenderArguments,
  around: AlertmanagerSurroundings,
): Promise<number> {
  if (check && output === undefined) {
    around.problem('--check compares a file: it needs --output');
    return exitCodes.couldNotRun;
  }
  const { alerting, machines, findings } = await loadAlerting(config);
  if (alerting === undefined) {
    around.problem(`nothing is rendered\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const files = await alertmanagerFiles(alerting, machines);
  const unset = unsetReceivers(alerting, config);
  if (unset.length > 0) around.problem(`some alerts go to others than usual\n${formatFindings(unset)}`);
  if (output === undefined) {
    around.write(files.configuration);
    return exitCodes.clean;
  }
  const outdated = await outdatedFiles(resolve(output), files);
  return check ? tell(outdated, around) : replace(outdated, around);
}

/** Text by file, where what is there is another or none; the configuration last, as it names the others. */
async function outdatedFiles(
  output: string,
  { configuration, templates }: AlertmanagerFiles,
): Promise<readonly (readonly [file: string, text: string])[]> {
  const beside = [...templates].map(([path, text]) => [join(dirname(output), path), text] as const);
  const wanted = [...beside, [output, configuration] as const];
  const present = await Promise.all(wanted.map(([file]) => readFile(file, 'utf8').catch(() => undefined)));
  return wanted.filter(([, text], index) => present[index] !== text);
}

type Outdated = Awaited<ReturnType<typeof outdatedFiles>>;

function tell(outdated: Outdated, around: AlertmanagerSurroundings): number {
  for (const [file] of outdated) around.write(`${file}: not what the settings give\n`);
  return outdated.length === 0 ? exitCodes.clean : exitCodes.found;
}

async function replace(outdated: Outdated, around: AlertmanagerSurroundings): Promise<number> {
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
