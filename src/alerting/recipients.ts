import type { Alerting, Target } from '../settingsAlerting.js';

/** The receiver of Alertmanager, by name, that each route leads to. */
export interface Recipients {
  readonly oncall: string;
  readonly chat: string;
  readonly fallback: string;
  readonly watchdog: string;
  /** Every fleetwatch; absent where they have no token to know Alertmanager by. */
  readonly rollback: string | undefined;
  readonly nobody: string;
  readonly level: (role: string) => string;
}

/** Where a role's alerts go when nobody has that role. */
export interface Substitution {
  readonly role: string;
  /** The role that stands in, or the bundled pager. */
  readonly by: string;
}

/** fleetwatch's own pager on the machine of Alertmanager: what is left when nothing is configured. */
export const pager = 'pager';

/**
 * Those who are asked for a role that nobody has, in this order. Nothing is dropped for want of a receiver. `tokenFile` is
 * that of the webhooks of fleetwatch.
 */
export function recipientsOf({ receivers, escalation }: Alerting, tokenFile?: string): Recipients {
  const ladder = escalation.map(({ to }) => to);
  const firstOf = (...roles: readonly string[]) => roles.find((role) => receivers.has(role)) ?? pager;
  const oncall = firstOf('oncall', 'chat', 'fallback', ...ladder);
  return {
    oncall,
    chat: firstOf('chat', 'oncall', 'fallback', ...ladder),
    // Two ways at once: one of them is the one that fails.
    fallback: receivers.has('fallback') || (receivers.has('oncall') && receivers.has('chat')) ? 'fallback' : oncall,
    watchdog: 'watchdog',
    rollback: tokenFile === undefined ? undefined : 'rollback',
    nobody: 'nobody',
    level: (role) => (receivers.has(role) ? role : oncall),
  };
}

/** What is told under the name of `fallback`: its own targets, or all of on-call and chat. */
export function fallbackTargets({ receivers }: Alerting): readonly Target[] {
  return receivers.get('fallback') ?? [...(receivers.get('oncall') ?? []), ...(receivers.get('chat') ?? [])];
}

/** Which roles nobody has, and who stands in. */
export function substitutions(alerting: Alerting): Substitution[] {
  const to = recipientsOf(alerting);
  const levels = alerting.escalation.map((level): [string, string] => [level.to, to.level(level.to)]);
  const fallback = to.fallback === 'fallback' ? '`oncall` and `chat` together' : to.fallback;
  const all: [string, string][] = [['oncall', to.oncall], ['chat', to.chat], ['fallback', fallback], ...levels];
  return all.flatMap(([role, by]) => (alerting.receivers.has(role) ? [] : [{ role, by }]));
}
