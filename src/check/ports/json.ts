import type { AuditSettings } from '../../audits/settings.js';
import type { PortOverview } from './overview.js';

/** The ports of all machines for programs, one JSON object. */
export function overviewJson(overviews: readonly PortOverview[], { portRange }: AuditSettings): string {
  const machines = overviews.map(({ machine, use, collisions, outside, proposals, asked, plan }) => ({
    machine: machine.name,
    range: portRange,
    used: use.used,
    free: use.free,
    largest_free: use.largestFree,
    collisions,
    outside,
    ...(asked === 0
      ? {}
      : {
          proposals: proposals.map(({ port, healthCheckPort }) => ({ port, health_check_port: healthCheckPort })),
        }),
    ...(plan === undefined ? {} : { fix_plan: { is_smallest: plan.isSmallest, changes: plan.changes.map(plain) } }),
  }));
  return `${JSON.stringify({ machines }, undefined, 2)}\n`;
}

type Change = NonNullable<PortOverview['plan']>['changes'][number];

function plain({ agent, key, from, to, place }: Change) {
  const { file, line, column } = place;
  return { agent, key, from, to, file, line, column };
}
