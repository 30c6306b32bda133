import { dirname, resolve } from 'node:path';
import type { Finding } from '../../finding.js';
import type { AuditContext } from '../audit.js';
import type { AuditedMachine } from '../machine.js';
import { nearestNames } from '../nearestName.js';
import { outsidePrefixesFinding, prefixFinding, rootFinding, standingFinding } from './findings.js';
import { judgeScript, type Project, type ScriptStanding } from './judge.js';
import { isUnderPrefix, prefixesToTry, prefixWith } from './prefixes.js';

/** The scripts of one machine. */
export interface AuditedScripts {
  readonly machine: AuditedMachine;
  /** Names of the agents whose script is where it should be; absent where there is no project root to look in. */
  readonly found?: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Looks for the scripts of one machine. Rejects only where the files do. */
export async function auditScripts(
  machine: AuditedMachine,
  { files, settings }: Pick<AuditContext, 'files' | 'settings'>,
): Promise<AuditedScripts> {
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
  const found = machine.agents.flatMap(({ name }, index) => (standings[index]?.kind === 'found' ? [name] : []));
  return { machine, found: new Set(found), findings };
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
