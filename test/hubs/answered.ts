import type { HubAnswers } from '../../src/hubs/answers.js';
import type { ServerMetrics } from '../../src/hubs/serverMetrics.js';

/** Unix seconds. */
export const now = 1_795_341_600;

export const wellMetrics: ServerMetrics = {
  groups: [
    { name: 'rules/health.rules.yml;fleet_health', evaluatedAt: now - 4, intervalSeconds: 5 },
    { name: 'rules/budget.rules.yml;fleet_budget', evaluatedAt: now - 50, intervalSeconds: 60 },
  ],
  rulesLoadedAt: now - 86_400,
  headMaxAt: now - 2,
  failedWrites: 0,
  alertmanagers: 2,
  droppedAlerts: 0,
  remoteWrites: [{ name: 'store', sentAt: now - 6, failedSamples: 0 }],
};

/** What a hub says that is well, of two machines; with what is to be otherwise. */
export function answered(changes: Partial<HubAnswers> = {}): HubAnswers {
  return {
    prometheusReady: { heard: 200 },
    metrics: { heard: wellMetrics },
    alertmanagerReady: { heard: 200 },
    machines: {
      heard: new Map([
        ['alpha', { sampleAt: now - 3, scrapedAt: now - 3 }],
        ['beta', { sampleAt: now - 1, scrapedAt: now - 1 }],
      ]),
    },
    store: { heard: true },
    ...changes,
  };
}

export function withMetrics(changes: Partial<ServerMetrics>): HubAnswers {
  return answered({ metrics: { heard: { ...wellMetrics, ...changes } } });
}
