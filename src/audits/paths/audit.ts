import { dirname, resolve } from 'node:path';
import type { Finding } from '../../finding.js';
import type { Audit, AuditContext } from '../audit.js';
import type { AuditedMachine } from '../machine.js';
import { nearestNames } from '../nearestName.js';
import { outsidePrefixesFinding, pathCodes, prefixFinding, rootFinding, standingFinding } from './findings.js';
import { judgeScript, type Project, type ScriptStanding } from './judge.js';
import { isUnderPrefix, prefixesToTry, prefixWith } from './prefixes.js';

/** Risk A: is every script where its agent's `script_path` says, seen from the project root and from nowhere else? */
export const pathsAudit: Audit = {
  name: 'paths',
  risk: 'A',
  codes: pathCodes,
  audit: async (context) => {
    const audited = await Promise.all(context.machines.map((machine) => auditMachine(machine, context)));
    return {
      findings: audited.flatMap(({ findings }) => findings),
      tables: [{ title: 'scripts', rows: tally(audited) }],
    };
  },
};

interface AuditedScripts {
  readonly machine: AuditedMachine;
  /** How many are where they should be; absent where there is no project root to look in. */
  readonly found?: number;
  readonly findings: readonly Finding[];
}

async function auditMachine(machine: AuditedMachine, { files, settings }: AuditContext): Promise<AuditedScripts> {
  const root = machine.projectRoot;
  const none = (reason: string): AuditedScripts => {
    const isDefault = resolve(root) === resolve(dirname(machine.startupFile));
    return { machine, findings: [rootFinding(machine, reason, isDefault ? 'warning' : 'error')] };
  };
  const listing = await files.list(root);
  if (listing === 'missing') return none(`there is no folder ${root}`);
  if (listing === 'denied') return none(`this user may not read the folder ${root}`);

  const project: Project = { root, realRoot: (await files.realPath(root)) ?? root, files, nearest: nearestNames() };
  const prefixes = await prefixesToTry(project, settings.bootPrefixes);
  const standings = await inTurns(machine.agents, ({ scriptPath }) => judgeScript(project, scriptPath));
  const under = await inTurns(standings, async (standing, index) =>
    standing.kind === 'missing' ? prefixWith(project, prefixes, machine.agents[index]?.scriptPath ?? '') : undefined,
  );
  if (standings.length > 1 && under.every((prefix) => prefix === undefined) && standings.every(leadsNowhere)) {
    return none(`none of ${standings.length} is in ${root}, not even its first folder`);
  }
  const findings = machine.agents.flatMap((agent, index): Finding[] => {
    const standing = standings[index];
    const prefix = under[index];
    if (standing === undefined) return [];
    if (prefix !== undefined) return [prefixFinding(machine, agent, prefix)];
    if (standing.kind !== 'found') return standingFinding(machine, agent, standing);
    const seen = settings.bootPrefixes === undefined || isUnderPrefix(prefixes, agent.scriptPath);
    return seen ? [] : [outsidePrefixesFinding(machine, agent, prefixes)];
  });
  return { machine, found: standings.filter(({ kind }) => kind === 'found').length, findings };
}

/** `54 of 54 found` for each machine, and for all where there are several. */
function tally(audited: readonly AuditedScripts[]): string[][] {
  const rows = audited.map(({ machine, found }) => ({ name: machine.name, found, of: machine.agents.length }));
  const looked = rows.flatMap(({ found, of }) => (found === undefined ? [] : { found, of }));
  const all = {
    name: 'all',
    found: looked.reduce((sum, { found }) => sum + found, 0),
    of: looked.reduce((sum, { of }) => sum + of, 0),
  };
  return (looked.length > 1 ? [...rows, all] : rows).map(({ name, found, of }) => [
    name,
    found === undefined ? 'not looked for' : `${found} of ${of} found`,
  ]);
}

function leadsNowhere(standing: ScriptStanding): boolean {
  return standing.kind === 'missing' && standing.level === 0 && standing.nearest === undefined;
}

/** Questions to the file system that are under way together: libuv has four threads for them, and others need some. */
const together = 64;

async function inTurns<T, R>(items: readonly T[], ask: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let from = 0; from < items.length; from += together) {
    const turn = items.slice(from, from + together).map((item, index) => ask(item, from + index));
    answers.push(...(await Promise.all(turn)));
  }
  return answers;
}
