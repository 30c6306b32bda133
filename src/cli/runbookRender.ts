import { readdir, readFile, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotWritten, putFile } from '../alerting/write.js';
import { formatFindings } from '../document/report.js';
import { loadGuide } from '../runbooks/guide/read.js';
import { renderGuide } from '../runbooks/guide/render.js';
import { bundledRunbooks, loadRunbooks } from '../runbooks/load.js';
import { exitCodes } from './exit.js';
import { jsonDocument } from './jsonDocument.js';

export interface RunbookRenderArguments {
  /** Folder of the pages; docs/procedures beside the program unless given. */
  readonly output?: string | undefined;
  /** Write nothing; say what is not current. */
  readonly check: boolean;
  readonly json?: boolean;
}

/** What the command needs of the process it runs in. */
export interface RenderSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

const usualOutput = fileURLToPath(new URL('../../docs/procedures/', import.meta.url));

/** `fleetwatch runbook render`: the printed guide, from the bundled runbooks and the data beside them. */
export async function runbookRenderCommand(
  { output = usualOutput, check, json }: RunbookRenderArguments,
  around: RenderSurroundings,
): Promise<number> {
  const [{ runbooks, findings }, { guide, findings: ofGuide }] = await Promise.all([
    loadRunbooks([bundledRunbooks]),
    loadGuide(),
  ]);
  const errors = [...findings, ...ofGuide].filter(({ severity }) => severity === 'error');
  const result = guide === undefined ? undefined : renderGuide(runbooks, guide);
  if (errors.length > 0 || result?.kind !== 'pages') {
    around.problem(`nothing is rendered\n${formatFindings(errors)}`);
    return exitCodes.couldNotRun;
  }
  const folder = resolve(output);
  const outdated = await outdatedIn(folder, result.pages);
  const told = json ? { ...around, write: () => undefined } : around;
  const code = check ? tell(folder, outdated, told) : await bringUpToDate(folder, outdated, result.pages, told);
  if (json && code !== exitCodes.couldNotRun) {
    around.write(jsonDocument({ folder, [check ? 'outdated' : 'replaced']: outdated }));
  }
  return code;
}

function tell(folder: string, outdated: readonly string[], { write }: RenderSurroundings): number {
  for (const name of outdated) write(`${join(folder, name)}: not what the runbooks give\n`);
  return outdated.length === 0 ? exitCodes.clean : exitCodes.found;
}

/** Pages that are other than they should be, or not there, or should not be. */
async function outdatedIn(folder: string, pages: ReadonlyMap<string, string>): Promise<string[]> {
  const present = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(
    [...pages].map(async ([name, text]) => {
      const there = await readFile(join(folder, name), 'utf8').catch(() => undefined);
      return there === text ? [] : [name];
    }),
  );
  return [...texts.flat(), ...present.filter((name) => !pages.has(name))].sort();
}

async function bringUpToDate(
  folder: string,
  outdated: readonly string[],
  pages: ReadonlyMap<string, string>,
  around: RenderSurroundings,
): Promise<number> {
  try {
    for (const name of outdated) {
      const text = pages.get(name);
      if (text === undefined) await unlink(join(folder, name));
      else await putFile(join(folder, name), text);
      around.write(`${join(folder, name)}: ${text === undefined ? 'removed' : 'written'}\n`);
    }
    return exitCodes.clean;
  } catch (error) {
    if (!(error instanceof NotWritten || (error instanceof Error && 'syscall' in error))) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}
