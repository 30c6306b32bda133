import { formatFindings } from '../document/report.js';
import { differencesOf } from '../hubs/compare/differences.js';
import { holdingOf, spanOf } from '../hubs/compare/holding.js';
import type { Holding, Unasked } from '../hubs/compare/model.js';
import { comparisonText } from '../hubs/compare/text.js';
import { PrometheusClient } from '../prometheus/client.js';
import { loadMachines } from '../settings.js';
import { exitCodes } from './exit.js';
import { unanswered } from './unanswered.js';

export interface HubCompareArguments {
  readonly config: string;
  /** In seconds. */
  readonly window: number;
  readonly json: boolean;
}

export interface HubSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** What was scraped a moment ago on one hub may not be on the other yet, in seconds. */
const settlingSeconds = 30;
/** A window of days takes Prometheus its time. */
const timeoutSeconds = 60;

/** `fleetwatch hub compare`: what one hub has and another lacks; exit code 1 where there is something. */
export async function hubCompareCommand(
  { config, window, json }: HubCompareArguments,
  { write, problem, now }: HubSurroundings,
): Promise<number> {
  const { hubs, findings } = await loadMachines(config);
  if (findings.length > 0) {
    problem(`cannot use the settings\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const servers = hubs?.servers ?? [];
  if (servers.length < 2) {
    problem('there is nothing to compare: the settings name fewer than two hubs (`hubs.servers`)');
    return exitCodes.couldNotRun;
  }
  const span = spanOf(now() / 1000 - settlingSeconds, window);
  const asked = await Promise.all(
    servers.map(({ machine: hub, prometheusUrl }) =>
      holdingOf(hub, new PrometheusClient(prometheusUrl, { timeoutSeconds }), span),
    ),
  );
  const unasked = asked.filter((one): one is Unasked => 'reason' in one);
  for (const { hub, reason: why } of unasked) {
    const at = servers.find(({ machine }) => machine === hub)?.prometheusUrl ?? '';
    const remedy = 'start its Prometheus, or correct `hubs.servers` in the settings';
    problem(unanswered({ who: `the hub of ${hub}`, at, why, remedy }));
  }
  if (unasked.length > 0) return exitCodes.couldNotRun;
  const holdings = asked.filter((one): one is Holding => !('reason' in one));
  const differences = differencesOf(holdings, span);
  if (json) {
    const held = holdings.map(({ hub, series, samples, alerts }) => ({ hub, series, samples, alerts: alerts.length }));
    write(`${JSON.stringify({ ...span, hubs: held, differences }, undefined, 2)}\n`);
  } else write(comparisonText(holdings, differences, span));
  return differences.length === 0 ? exitCodes.clean : exitCodes.found;
}
