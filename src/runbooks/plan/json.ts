import type { Plan } from './model.js';

/** The plan for programs. */
export function planJson(plan: Plan): string {
  const { waves, done, criticalPath, criticalHours, effortHours, standings } = plan;
  const open = waves.flat().map(({ runbook }) => runbook);
  const report = {
    waves: waves.map((wave) =>
      wave.map(
        ({
          runbook: { id, title, risk, downtime, machines, effortHours: effort },
          after,
          inTurnAfter,
          startHours,
        }) => ({
          ...{ id, title, risk, downtime, machines, after },
          in_turn_after: inTurnAfter,
          effort_hours: effort,
          start_hours: startHours,
        }),
      ),
    ),
    done: done.map(({ id, risk }) => ({ id, risk })),
    critical_path: criticalPath,
    critical_hours: criticalHours,
    effort_hours: effortHours,
    restarts: open.filter(({ downtime }) => downtime === 'restarts').map(({ id }) => id),
    downtime: open.filter(({ downtime }) => downtime === 'downtime').map(({ id }) => id),
    risks: standings,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
