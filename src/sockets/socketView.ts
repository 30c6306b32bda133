import type { ListenCounters } from '../system/listenCounters.js';
import type { SocketState } from '../system/sockets.js';
import type { AcceptQueue } from './acceptQueues.js';
import type { Hang } from './unanswered.js';

/** States of an agent's sockets that are told apart; `other` are those on their way to their end. */
export const agentSocketStates = ['listening', 'syn-sent', 'established', 'close-wait', 'other'] as const;
export type AgentSocketState = (typeof agentSocketStates)[number];

/** The sockets of one agent. */
export interface AgentSockets {
  readonly agent: string;
  readonly states: Readonly<Record<AgentSocketState, number>>;
  readonly hangs: readonly Hang[];
  /** Accept queues of its listeners that are not empty, the longest first. */
  readonly queues: readonly AcceptQueue[];
}

/** All that is known of the sockets of the agents of one machine. */
export interface SocketView {
  /** Of each configured agent, in the fleet's order. */
  readonly agents: readonly AgentSockets[];
  /** Processes of agents whose sockets may not be looked at. */
  readonly unseenProcesses: number;
  /** Of the whole network namespace; nothing where the kernel does not tell. */
  readonly listen: ListenCounters | undefined;
}

export function agentSocketState(state: SocketState): AgentSocketState {
  return agentSocketStates.find((known) => known === state) ?? 'other';
}
