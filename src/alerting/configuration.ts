import { exporterUrl } from '../exporterAddress.js';
import type { MachineSettings } from '../settings.js';
import type { Alerting } from '../settingsAlerting.js';
import { inhibitions } from './inhibitions.js';
import { receiverNode, webhook } from './integrations.js';
import type { Configuration, Integration, ReceiverNode } from './model.js';
import { muteTimeNodes } from './muteTimes.js';
import { fallbackTargets, pager, recipientsOf } from './recipients.js';
import { routeTree } from './routes.js';

/** Of a machine, where its exporter is reached. */
export type Reached = Pick<MachineSettings, 'address' | 'listen'>;

/** Where the bundled pager listens (`fleetwatch pager`). */
const pagerUrl = 'http://127.0.0.1:9879/';

/** Where templates stand, from the configuration file. */
export const templateFolder = 'templates';

/**
 * The configuration of Alertmanager for a fleet; the same on each of its machines. `tokenFile` holds what every fleetwatch
 * knows Alertmanager by (`changes.token_file`); without it they take no rollbacks from it, and ask it themselves.
 */
export function configurationOf(alerting: Alerting, machines: readonly Reached[], tokenFile?: string): Configuration {
  const muteTimes = muteTimeNodes(alerting);
  return {
    templates: [`${templateFolder}/*.tmpl`],
    route: routeTree(alerting, recipientsOf(alerting, tokenFile)),
    inhibit_rules: inhibitions(),
    ...(muteTimes.length === 0 ? {} : { time_intervals: muteTimes }),
    receivers: receiversOf(alerting, machines, tokenFile),
  };
}

/** In the order of the settings, then those that are always there. */
function receiversOf(alerting: Alerting, machines: readonly Reached[], tokenFile: string | undefined): ReceiverNode[] {
  const { receivers, publicUrl } = alerting;
  const to = recipientsOf(alerting, tokenFile);
  const own = [...receivers].filter(([role]) => role !== 'fallback' && role !== 'dead_mans_switch');
  const isFallback = to.fallback === 'fallback';
  return [
    ...own.map(([role, targets]) => receiverNode(role, targets, publicUrl)),
    ...(isFallback ? [receiverNode('fallback', fallbackTargets(alerting), publicUrl)] : []),
    ...(to.oncall === pager ? [{ name: pager, webhook_configs: [webhook(pagerUrl)] }] : []),
    watchdogNode(alerting, machines, tokenFile),
    ...(to.rollback === undefined ? [] : [rollbackNode(to.rollback, machines, tokenFile)]),
    { name: to.nobody },
  ];
}

/** The dead man's switch, and every fleetwatch, which looks whether it arrives. Its end is told by silence alone. */
function watchdogNode(
  { receivers, publicUrl }: Alerting,
  machines: readonly Reached[],
  tokenFile: string | undefined,
): ReceiverNode {
  const outside = receiverNode('watchdog', receivers.get('dead_mans_switch') ?? [], publicUrl);
  const inside = machines.map((machine) => webhook(`${exporterUrl(machine)}/watchdog`, tokenFile));
  const { webhook_configs: webhooks = [], pagerduty_configs, slack_configs, email_configs, ...node } = outside;
  return {
    ...node,
    ...(pagerduty_configs === undefined ? {} : { pagerduty_configs: pagerduty_configs.map(silent) }),
    ...(slack_configs === undefined ? {} : { slack_configs: slack_configs.map(silent) }),
    ...(email_configs === undefined ? {} : { email_configs: email_configs.map(silent) }),
    webhook_configs: [...webhooks, ...inside].map(silent),
  };
}

/** Every fleetwatch: the one that keeps the change takes it back. */
function rollbackNode(name: string, machines: readonly Reached[], tokenFile: string | undefined): ReceiverNode {
  const hooks = machines.map((machine) => webhook(`${exporterUrl(machine)}/webhooks/rollback`, tokenFile));
  return { name, webhook_configs: hooks.map(silent) };
}

function silent(integration: Integration): Integration {
  return { ...integration, send_resolved: false };
}
