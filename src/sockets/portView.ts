import type { EphemeralUse } from './ephemeral.js';
import type { PortRole } from './plan.js';
import type { RangeUse } from './rangeUse.js';
import type { StateCount } from './stateCounts.js';

/**
 * What is the case with a port of an agent; exactly one holds at any time.
 * `listening`: the agent has it. `silent`: nobody has. `taken`: another process has it, or shares it. `unseen`: somebody
 * has it, and it cannot be told who. `unused`: a derived port that this agent was not seen to open, nor has to.
 */
export const portStates = ['listening', 'silent', 'taken', 'unseen', 'unused'] as const;
export type PortState = (typeof portStates)[number];

/** A process that listens, as far as it can be seen. */
export interface Holder {
  readonly agent: string | undefined;
  /** Nothing where the process is another user's. */
  readonly process: { readonly pid: number; readonly startTicks: number; readonly command: string } | undefined;
  /** User of the socket. */
  readonly uid: number;
}

export interface RoleView extends PortRole {
  readonly state: PortState;
  /** Who has it where it is taken. */
  readonly holder: Holder | undefined;
}

/** A port of the range on which somebody listens although nothing says so. */
export interface RoguePort {
  readonly port: number;
  readonly holder: Holder;
}

/** All that is known of the ports of one machine. */
export interface PortView {
  readonly roles: readonly RoleView[];
  /** By port. */
  readonly rogue: readonly RoguePort[];
  /** Listening sockets on planned ports, or in the range, whose owner cannot be seen. */
  readonly unseen: number;
  readonly range: RangeUse;
  readonly ephemeral: EphemeralUse;
  readonly states: readonly StateCount[];
}

/** Who it is, in a few words: an agent by its name, a process by that of its program. */
export function holderText({ agent, process, uid }: Holder): string {
  if (agent !== undefined) return `agent ${agent}`;
  return process === undefined ? `a process of user ${uid}` : `${process.command} (pid ${process.pid})`;
}
