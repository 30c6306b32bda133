import { formatFindings } from '../document/report.js';
import { exporterUrl } from '../exporterAddress.js';
import { loadMachines } from '../settings.js';
import type { Screen } from '../status/line.js';
import { type Look, lookAt } from '../status/look.js';
import { lookText } from '../status/text.js';
import { watch } from '../status/watch.js';
import { isWrong } from '../status/wrong.js';
import { exitCodes } from './exit.js';
import { advised } from './unanswered.js';

export interface StatusArguments {
  readonly config?: string | undefined;
  readonly machine?: string | undefined;
  /** Address of one exporter, instead of those of the settings. */
  readonly url?: string | undefined;
  readonly watch: boolean;
  readonly json: boolean;
}

/** What the command needs of the terminal it runs in. */
export interface StatusSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly screen: () => Screen & { readonly redraws: boolean };
  /** Resolves after the interval of `--watch`, or when the signal is aborted. */
  readonly pause: () => Promise<unknown>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** `fleetwatch status`: the board in a terminal. Exit code 1 where something is wrong, 2 where somebody does not answer. */
export async function statusCommand(given: StatusArguments, around: StatusSurroundings): Promise<number> {
  const urls = await urlsOf(given, around);
  if (urls === undefined) return exitCodes.couldNotRun;
  const look = () => Promise.all(urls.map((url) => lookAt(url, around.signal)));
  if (given.watch) {
    const write = given.json ? () => undefined : around.write;
    const told = given.json ? async () => print(await look(), given, around) : look;
    return exitCode(await watch({ ...around, write, look: told }));
  }
  return exitCode(print(await look(), given, around));
}

function print(looks: readonly Look[], { json, watch: lines }: StatusArguments, around: StatusSurroundings) {
  if (json) around.write(`${JSON.stringify({ looks }, undefined, lines ? undefined : 2)}\n`);
  else around.write(looks.map((one) => lookText(one, around.screen())).join('\n'));
  return looks;
}

async function urlsOf({ config, machine, url }: StatusArguments, { problem }: StatusSurroundings) {
  if ((url === undefined) === (config === undefined)) {
    problem('whose status: give the settings with --config, or the address of one exporter with --url');
    return undefined;
  }
  if (url !== undefined) {
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return [url];
    problem('--url is the address of an exporter, such as http://127.0.0.1:9877');
    return undefined;
  }
  const { machines, findings } = await loadMachines(config ?? '');
  if (findings.length > 0) {
    problem(`cannot use the settings\n${formatFindings(findings)}`);
    return undefined;
  }
  const wanted = machines.filter(({ name }) => machine === undefined || name === machine);
  if (wanted.length > 0) return wanted.map(exporterUrl);
  const names = machines.map(({ name }) => name).join(', ');
  problem(advised(`no machine of ${config} is called \`${machine}\``, undefined, `pass to --machine one of: ${names}`));
  return undefined;
}

function exitCode(looks: readonly Look[]): number {
  if (looks.some(({ kind }) => kind === 'none')) return exitCodes.couldNotRun;
  return looks.some((look) => look.kind === 'board' && isWrong(look.board)) ? exitCodes.found : exitCodes.clean;
}
