import { type Format, rendered } from '../check/reporters/formats.js';
import { compareFindings, type Finding } from '../finding.js';
import { bundledRecordings } from '../gate/lint/bundledRules.js';
import type { Knowledge } from '../gate/lint/knowledge.js';
import { lintGate } from '../gate/lint/lint.js';
import { readGateSource } from '../gate/source.js';
import { metricCatalogue, sampleNames } from '../metricCatalogue.js';
import { exitCodes } from './exit.js';

export interface GateLintArguments {
  readonly files: readonly string[];
  readonly format: Format;
}

/** `fleetwatch gate lint FILES`: what is wrong with gates, without asking anybody. */
export async function gateLintCommand(
  { files, format }: GateLintArguments,
  { write }: { readonly write: (text: string) => void },
): Promise<number> {
  const knowledge = await bundledKnowledge();
  const found = await Promise.all(files.map((file) => findingsOf(file, knowledge)));
  const findings = found.flat().sort(compareFindings);
  const serious = findings.filter(({ severity }) => severity !== 'info').length;
  const closing = `${files.length} ${files.length === 1 ? 'gate' : 'gates'}, ${serious === 0 ? 'nothing wrong' : `${serious} to mend`}`;
  write(rendered(format, { findings, accepted: [], tables: [], closing, figures: { gates: files.length } }));
  if (findings.some(({ code }) => code === 'file-unreadable')) return exitCodes.couldNotRun;
  return serious > 0 ? exitCodes.found : exitCodes.clean;
}

/** What this very program exports, and its rules record. */
export async function bundledKnowledge(): Promise<Knowledge> {
  const families = metricCatalogue().flatMap((section) => section.families);
  return {
    families: new Map(families.flatMap((family) => sampleNames(family).map((name) => [name, family] as const))),
    recorded: await bundledRecordings(),
  };
}

async function findingsOf(file: string, knowledge: Knowledge): Promise<readonly Finding[]> {
  const { source, findings } = await readGateSource(file);
  return source === undefined ? findings : lintGate(source, knowledge);
}
