/** What an acknowledgement speaks of. What is not given stands for all: every agent, every machine. */
export interface Scope {
  readonly alert: string;
  readonly machine: string | undefined;
  readonly agent: string | undefined;
}

/** Somebody has seen a critical alert and is at it. It stops the ladder, and hides nothing. */
export interface Acknowledgement extends Scope {
  readonly id: string;
  /** When it was made: Unix time in milliseconds. An outage that begins later is not covered. */
  readonly madeAt: number;
  /** When it expires: Unix time in milliseconds. */
  readonly until: number;
  readonly by: string;
  readonly reason: string | undefined;
}

/** An acknowledgement taken back before it expired. */
export interface Removal {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly removedAt: number;
  readonly by: string;
}

/** One line of the journal. */
export type Entry =
  | { readonly kind: 'acknowledged'; readonly acknowledgement: Acknowledgement }
  | { readonly kind: 'removed'; readonly removal: Removal };

/** Longest that an acknowledgement may hold, in milliseconds: nobody is at it for longer without saying so again. */
export const longestMilliseconds = 24 * 3600 * 1000;

/** Those that hold at a time, in Unix milliseconds, the oldest first. */
export function inForce(entries: readonly Entry[], now: number): Acknowledgement[] {
  const standing = new Map<string, Acknowledgement>();
  for (const entry of entries) {
    if (entry.kind === 'removed') standing.delete(entry.removal.id);
    else standing.set(entry.acknowledgement.id, entry.acknowledgement);
  }
  return [...standing.values()].filter(({ until }) => until > now);
}

/** `FleetAgentDown of planner on alpha`. */
export function formatScope({ alert, machine, agent }: Scope): string {
  return `${alert}${agent === undefined ? '' : ` of ${agent}`}${machine === undefined ? '' : ` on ${machine}`}`;
}
