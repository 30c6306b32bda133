import { type Finding, formatPlace } from '../../../finding.js';
import type { BoardSource } from '../source.js';
import { type AgentRow, fleetPart } from './fleet.js';
import { type LeakRow, leakPart } from './leaks.js';
import { type LogRow, logPart } from './logs.js';
import { type PortRow, portPart } from './ports.js';

/** A finding as it is shown: its place in words. */
export interface FindingRow extends Pick<Finding, 'code' | 'risk' | 'severity' | 'message' | 'remedy'> {
  readonly place: string;
}

/** All that is known of one agent. */
export interface AgentSheet extends AgentRow {
  readonly scriptPath: string;
  readonly needs: readonly { readonly machine: string; readonly agent: string }[];
  readonly ports: readonly PortRow[];
  /** Null where nobody has looked. */
  readonly logs: LogRow | null;
  readonly leaks: readonly LeakRow[];
  readonly findings: readonly FindingRow[];
}

/** Nothing where no agent of this machine has the name. */
export function agentSheet(source: BoardSource, name: string): AgentSheet | undefined {
  const agent = source.agents().find((one) => one.name === name);
  const row = fleetPart(source).rows.find((one) => one.name === name);
  if (agent === undefined || row === undefined) return undefined;
  const needed = source.needs()?.agents.find((one) => one.agent.name === name)?.needs ?? [];
  const isOwn = (one: { readonly agent?: string | null }) => one.agent === name;
  return {
    ...row,
    scriptPath: agent.scriptPath,
    needs: needed.map((one) => ({ machine: one.machine, agent: one.name })),
    ports: portPart(source).rows.filter(isOwn),
    logs: logPart(source).rows.find(isOwn) ?? null,
    leaks: leakPart(source).rows.filter(isOwn),
    findings: source
      .findings()
      .filter((finding) => isOwn(finding) && (finding.machine ?? source.machine) === source.machine)
      .map(({ code, risk, severity, place, message, remedy }) => {
        return { code, risk, severity, place: formatPlace(place), message, remedy };
      }),
  };
}
