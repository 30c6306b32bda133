import { shown } from '../../document/wording.js';
import type { Finding, Severity } from '../../finding.js';
import type { Agent } from '../../fleet/model.js';
import type { AuditedMachine } from '../machine.js';
import type { ScriptStanding } from './judge.js';

const notStarted = 'the boot script cannot start the agent, and goes on without it';
const silent = 'an agent is reported missing, or taken for present, on the strength of a wrong look';

/** What the audit of script paths can find. */
export const pathCodes = [
  'project-root-missing',
  'script-missing',
  'script-case',
  'script-not-a-file',
  'script-unreadable',
  'script-outside-root',
  'script-prefix',
  'script-outside-prefixes',
] as const;

export function standingFinding(machine: AuditedMachine, agent: Agent, standing: ScriptStanding): Finding[] {
  const script = `\`${shown(agent.scriptPath)}\``;
  const finding = (code: (typeof pathCodes)[number], message: string, why: string, remedy: string): Finding[] => [
    { ...at(machine, agent), code, severity: 'error', message, why, remedy },
  ];
  switch (standing.kind) {
    case 'found':
      return [];
    case 'missing': {
      const near = standing.nearest === undefined ? undefined : `\`${shown(standing.nearest)}\``;
      return finding(
        'script-missing',
        `there is no ${script} in the project root${near === undefined ? '' : `, did you mean ${near}?`}`,
        notStarted,
        near === undefined ? 'correct the path, or add the script' : `write ${near}, or add the script`,
      );
    }
    case 'case':
      return finding(
        'script-case',
        `${script} differs in letter case from \`${shown(standing.right)}\`, which is there`,
        `file names on Linux differ by case: ${notStarted}`,
        `write \`${shown(standing.right)}\``,
      );
    case 'not-a-file':
      return finding('script-not-a-file', `${script} is no file`, notStarted, 'name the script itself');
    case 'unreadable':
      return finding(
        'script-unreadable',
        `this user may not read \`${shown(standing.path)}\``,
        'an interpreter that may not read a script cannot run it',
        'give the user who runs the agents the right to read it',
      );
    case 'outside':
      return finding(
        'script-outside-root',
        `${script} ${outside[standing.how]}`,
        notReviewed,
        outsideRemedy[standing.how],
      );
  }
}

const notReviewed = 'what runs is then not what stands in the project, and is neither reviewed nor deployed with it';

const outside = {
  absolute: 'is an absolute path; script paths are relative to the project root',
  parent: 'leads out of the project root',
  link: 'is a symbolic link, or stands behind one, that leads out of the project root',
} as const;

const outsideRemedy = {
  absolute: 'write the path relative to the project root',
  parent: 'move the script into the project, and correct the path',
  link: 'put the script itself in the place of the link',
} as const;

export function prefixFinding(machine: AuditedMachine, agent: Agent, prefix: string): Finding {
  const real = `\`${shown(`${prefix}/${agent.scriptPath}`)}\``;
  return {
    ...at(machine, agent),
    code: 'script-prefix',
    severity: 'warning',
    message: `\`${shown(agent.scriptPath)}\` is not in the project root, only ${real} is`,
    why: `a boot script that tries prefixes takes it for present: ${silent}`,
    remedy: `write ${real}`,
  };
}

export function outsidePrefixesFinding(machine: AuditedMachine, agent: Agent, prefixes: readonly string[]): Finding {
  return {
    ...at(machine, agent),
    code: 'script-outside-prefixes',
    severity: 'warning',
    message: `\`${shown(agent.scriptPath)}\` is under none of the folders where the boot script looks: ${prefixes.join(', ')}`,
    why: `the script is there, but the boot script's own check does not see it: ${silent}`,
    remedy: 'have the boot script resolve paths from the project root alone, or move the script',
  };
}

/** One finding in the place of one for each script. A root that is only the default may be no root at all. */
export function rootFinding(machine: AuditedMachine, reason: string, severity: Severity): Finding {
  return {
    code: 'project-root-missing',
    risk: 'A',
    severity,
    place: machine.places.file(),
    message: `no script of \`${machine.name}\` can be looked for: ${reason}`,
    why: 'nothing is known of the scripts that the boot script will start',
    remedy: 'say where the project is: `project_root` of the machine in the settings, or --project-root',
    machine: machine.name,
  };
}

function at(machine: AuditedMachine, agent: Agent) {
  return { risk: 'A', place: machine.places.scriptPath(agent), machine: machine.name, agent: agent.name } as const;
}
