import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { compareFindings, type Finding } from '../finding.js';
import type { Agent } from '../fleet/model.js';
import { type Conclusion, conclude } from './conclude.js';
import { baseMissing, fileProblem, scriptsMissing } from './findings.js';
import type { AdoptionReport } from './model.js';
import { type BaseClass, type BaseClassSettings, configuredBase, foundBase } from './project/baseClass.js';
import { ModuleFinder } from './project/modules.js';
import type { OutlineCache } from './project/outlineCache.js';
import { readScript, type ScriptReader, type ScriptReading } from './project/script.js';
import type { Outline } from './python/outline.js';

/** The agents of one machine and the directory that holds their code. */
export interface AdoptionProject {
  readonly machine: string;
  /** The start-up file, which stands for the project where no agent does. */
  readonly startupFile: string;
  readonly root: string;
  readonly agents: readonly Agent[];
}

/** The class that the agents of FACTS share. */
export const defaultBaseClass: BaseClassSettings = { name: 'BaseAgent', files: [] };

/**
 * Reads which agents of a machine inherit the base class, from their Python. Nothing is run and nothing outside of the
 * project root is read. Never rejects: what cannot be read is a finding, and its agents are `unknown`.
 */
export async function readAdoption(
  project: AdoptionProject,
  cache: OutlineCache,
  baseClass: BaseClassSettings = defaultBaseClass,
): Promise<AdoptionReport> {
  const root = realRoot(project.root);
  const outlines = new Map<string, Outline>();
  const reader: ScriptReader = {
    finder: new ModuleFinder(root),
    outline: remembering(cache, outlines),
    wanted: baseClass.name,
  };
  const readings: [Agent, ScriptReading][] = [];
  for (const agent of project.agents) readings.push([agent, await readScript(reader, agent.scriptPath, agent.name)]);
  const scripts = readings.map(([, reading]) => reading);
  const base =
    baseClass.files.length > 0 ? await configuredBase(reader, baseClass) : foundBase(baseClass.name, scripts);
  const shownFile = (file: string): string => join(project.root, relative(root, file));
  const measure = { base, shownFile, outlineOf: (file: string) => outlines.get(file) };
  const conclusions = readings.map(([agent, reading]) => conclude(agent, reading, measure));
  const findings = [
    ...projectFindings(project, base, readings),
    ...fileFindings(project.machine, outlines, readings, shownFile),
    ...conclusions.flatMap(({ findings: own }) => own),
  ];
  return {
    agents: conclusions.map(({ adoption }: Conclusion) => adoption),
    baseClass: base.main && {
      name: base.name,
      file: shownFile(base.main.file),
      line: base.main.definition.spot.line,
    },
    findings: findings.sort(compareFindings),
  };
}

/** Each file is looked at once a reading, however many modules lead to it. */
function remembering(cache: OutlineCache, outlines: Map<string, Outline>): ScriptReader['outline'] {
  return async (file) => {
    const known = outlines.get(file);
    if (known !== undefined) return known;
    const outline = await cache.outline(file);
    if (outline !== undefined) outlines.set(file, outline);
    return outline;
  };
}

function projectFindings(
  { machine, startupFile }: AdoptionProject,
  base: BaseClass,
  readings: readonly [Agent, ScriptReading][],
): Finding[] {
  const findings: Finding[] = [];
  if (base.isConfigured && base.main === undefined) {
    const place = { kind: 'file', file: startupFile, line: 1, column: 1 } as const;
    findings.push(baseMissing({ machine }, place, base.name));
  }
  const missing = readings.filter(([, reading]) => reading.kind === 'missing');
  const [first] = missing;
  // One finding for all of them: each by itself is a matter of script paths.
  if (first !== undefined) findings.push(scriptsMissing({ machine }, first[0].place, missing.length, readings.length));
  return findings;
}

/** One finding a broken file; it names the agent whose script the file is. */
function fileFindings(
  machine: string,
  outlines: ReadonlyMap<string, Outline>,
  readings: readonly [Agent, ScriptReading][],
  shownFile: (file: string) => string,
): Finding[] {
  return [...outlines].flatMap(([file, { problem }]) => {
    if (problem === undefined) return [];
    const owners = readings.filter(([, reading]) => reading.kind === 'read' && reading.file === file);
    const [owner] = owners;
    const subject = owner === undefined || owners.length > 1 ? { machine } : { machine, agent: owner[0].name };
    return [fileProblem(subject, shownFile(file), problem)];
  });
}

function realRoot(root: string): string {
  try {
    return realpathSync.native(root);
  } catch {
    return resolve(root);
  }
}
