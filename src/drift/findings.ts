import { shown } from '../document/wording.js';
import type { FilePlace, Finding } from '../finding.js';
import type { AgentDrift, UnconfiguredProcess } from '../processes/drift.js';
import type { FileStanding, FileState } from './fileDrift.js';
import type { DriftView } from './watch.js';

const stateText: Record<Exclude<FileState, 'as-loaded'>, string> = {
  changed: 'has changed since it was loaded',
  gone: 'is gone, and was loaded before',
  unreadable: 'cannot be read any more, so nobody knows whether it is what was loaded',
};

/** What is wrong with the files of the exporter on `machine`. */
export function fileFindings(machine: string, { settings, startup }: DriftView): Finding[] {
  const found = startup.flatMap(({ machine: of, file: { path, state } }): Finding[] =>
    state === 'as-loaded'
      ? []
      : [
          {
            code: 'startup-file-stale',
            risk: 'G',
            severity: 'warning',
            place: beginning(path),
            message: `the start-up file of \`${of}\` ${stateText[state]}`,
            why: 'fleetwatch watches a fleet that the next boot will not start',
            remedy: 'have it read again: POST /-/reload, or SIGHUP; else take the change back',
            machine,
          },
        ],
  );
  return [...found, ...settingsFindings(machine, settings)];
}

function settingsFindings(machine: string, { path, state }: FileStanding): Finding[] {
  if (state === 'as-loaded') return [];
  return [
    {
      code: 'settings-stale',
      risk: 'G',
      severity: 'warning',
      place: beginning(path),
      message: `the settings file ${stateText[state]}`,
      why: 'fleetwatch goes by settings that are not those on disk, and will start with others',
      remedy: 'have it read again: POST /-/reload, or SIGHUP; else take the change back',
      machine,
    },
  ];
}

/** What is wrong with an agent's process, besides its script. */
export function portFindings(machine: string, { agent, stat, ports }: AgentDrift): Finding[] {
  if (stat === undefined) return [];
  return ports.map(({ role, started, configured }) => ({
    code: 'process-port-drift',
    risk: 'G',
    severity: 'warning',
    place: { kind: 'process', pid: stat.pid, startTimeTicks: stat.startTicks },
    message: `\`${agent.name}\` was started with \`${role}\` ${started}, and ${configured} is configured`,
    why: 'whoever goes by the start-up file finds nobody on the port, or somebody else',
    remedy: 'restart the agent with the configured port, or correct the start-up file',
    machine,
    agent: agent.name,
  }));
}

export function unconfiguredFinding(machine: string, { stat, script, portOf }: UnconfiguredProcess): Finding {
  const taken = portOf === undefined ? '' : `, on a port of \`${portOf}\``;
  return {
    code: 'process-unconfigured',
    risk: 'G',
    severity: 'warning',
    place: { kind: 'process', pid: stat.pid, startTimeTicks: stat.startTicks },
    message: `\`${shown(script)}\` runs as an agent${taken}, and no start-up file knows it`,
    why: 'nobody watches it, and the next boot does not start it',
    remedy: 'add it to the start-up file, or end it',
    machine,
  };
}

function beginning(file: string): FilePlace {
  return { kind: 'file', file, line: 1, column: 1 };
}
