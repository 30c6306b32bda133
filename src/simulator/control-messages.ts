import type { FaultOptions, FaultOutcome } from './faults.js';
import type { RestartOutcome } from './restart.js';
import type { AgentStatus } from './simulated-agent.js';

/** What can be asked over the control socket, one JSON object a line. */
export type ControlRequest =
  | { readonly command: 'fault'; readonly agent: string; readonly fault: string; readonly options: FaultOptions }
  | { readonly command: 'restart'; readonly agent: string }
  | { readonly command: 'status' };

/** The one line that answers. */
export type ControlReply =
  | { readonly reply: 'fault'; readonly outcome: FaultOutcome }
  | { readonly reply: 'restart'; readonly outcome: RestartOutcome }
  | { readonly reply: 'status'; readonly agents: readonly AgentStatus[] };

/** The request in `line`, if it is one. */
export function parseControlRequest(line: string): ControlRequest | undefined {
  const value = parseJsonObject(line);
  if (!value || !('command' in value)) return undefined;
  if (value.command === 'status') return { command: 'status' };
  if (value.command === 'restart') {
    return 'agent' in value && typeof value.agent === 'string' ? { command: 'restart', agent: value.agent } : undefined;
  }
  if (value.command !== 'fault' || !('agent' in value) || !('fault' in value)) return undefined;
  if (typeof value.agent !== 'string' || typeof value.fault !== 'string') return undefined;
  const options = 'options' in value ? parseFaultOptions(value.options) : {};
  return options && { command: 'fault', agent: value.agent, fault: value.fault, options };
}

/** The reply in `line`, if it is one. */
export function parseControlReply(line: string): ControlReply | undefined {
  const value = parseJsonObject(line);
  if (!value || !('reply' in value)) return undefined;
  if (value.reply === 'fault' && 'outcome' in value && isFaultOutcome(value.outcome)) {
    return { reply: 'fault', outcome: value.outcome };
  }
  if (value.reply === 'restart' && 'outcome' in value && isRestartOutcome(value.outcome)) {
    return { reply: 'restart', outcome: value.outcome };
  }
  if (value.reply === 'status' && 'agents' in value && Array.isArray(value.agents)) {
    return value.agents.every(isAgentStatus) ? { reply: 'status', agents: value.agents } : undefined;
  }
  return undefined;
}

function isFaultOutcome(value: unknown): value is FaultOutcome {
  return isRestartOutcome(value) && (value.outcome === 'refused' || 'fault' in value);
}

function isRestartOutcome(value: unknown): value is RestartOutcome {
  if (typeof value !== 'object' || value === null || !('outcome' in value)) return false;
  if (value.outcome === 'done') return 'machine' in value && 'agent' in value;
  return value.outcome === 'refused' && 'code' in value && 'message' in value;
}

function isAgentStatus(value: unknown): value is AgentStatus {
  return typeof value === 'object' && value !== null && 'machine' in value && 'agent' in value && 'state' in value;
}

function parseJsonObject(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseFaultOptions(value: unknown): FaultOptions | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('ms' in value) || value.ms === undefined) return {};
  const { ms } = value;
  return typeof ms === 'number' && ms >= 0 && Number.isFinite(ms) ? { ms } : undefined;
}
