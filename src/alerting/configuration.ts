import type { MachineSettings } from '../settings.js';
import type { Alerting } from '../settingsAlerting.js';
import { inhibitions } from './inhibitions.js';
import { receiverNode, webhook } from './integrations.js';
import type { Configuration, Integration, ReceiverNode } from './model.js';
import { muteTimeNodes } from './muteTimes.js';
import { fallbackTargets, pager, recipientsOf } from './recipients.js';
import { routeTree } from './routes.js';

/** Where the bundled pager listens (`fleetwatch pager`). */
const pagerUrl = 'http://127.0.0.1:9879/';

/** Where templates stand, from the configuration file. */
export const templateFolder = 'templates';

/** The configuration of Alertmanager for a fleet; the same on each of its machines. */
export function configurationOf(alerting: Alerting, machines: readonly MachineSettings[]): Configuration {
  const muteTimes = muteTimeNodes(alerting);
  return {
    templates: [`${templateFolder}/*.tmpl`],
    route: routeTree(alerting, recipientsOf(alerting)),
    inhibit_rules: inhibitions(),
    ...(muteTimes.length === 0 ? {} : { time_intervals: muteTimes }),
    receivers: receiversOf(alerting, machines),
  };
}

/** In the order of the settings, then those that are always there. */
function receiversOf(alerting: Alerting, machines: readonly MachineSettings[]): ReceiverNode[] {
  const { receivers, publicUrl } = alerting;
  const to = recipientsOf(alerting);
  const own = [...receivers].filter(([role]) => role !== 'fallback' && role !== 'dead_mans_switch');
  const isFallback = to.fallback === 'fallback';
  return [
    ...own.map(([role, targets]) => receiverNode(role, targets, publicUrl)),
    ...(isFallback ? [receiverNode('fallback', fallbackTargets(alerting), publicUrl)] : []),
    ...(to.oncall === pager ? [{ name: pager, webhook_configs: [webhook(pagerUrl)] }] : []),
    watchdogNode(alerting, machines),
    { name: to.nobody },
  ];
}

/** The dead man's switch, and every fleetwatch, which looks whether it arrives. Its end is told by silence alone. */
function watchdogNode({ receivers, publicUrl }: Alerting, machines: readonly MachineSettings[]): ReceiverNode {
  const outside = receiverNode('watchdog', receivers.get('dead_mans_switch') ?? [], publicUrl);
  const inside = machines.map((machine) => webhook(`http://${reachedAt(machine)}/watchdog`));
  const silent = (integration: Integration) => ({ ...integration, send_resolved: false });
  const { webhook_configs: webhooks = [], pagerduty_configs, slack_configs, email_configs, ...node } = outside;
  return {
    ...node,
    ...(pagerduty_configs === undefined ? {} : { pagerduty_configs: pagerduty_configs.map(silent) }),
    ...(slack_configs === undefined ? {} : { slack_configs: slack_configs.map(silent) }),
    ...(email_configs === undefined ? {} : { email_configs: email_configs.map(silent) }),
    webhook_configs: [...webhooks, ...inside].map(silent),
  };
}

/** An exporter that listens on all addresses is reached where its agents are. */
function reachedAt({ address, listen }: MachineSettings): string {
  const host = ['0.0.0.0', '::'].includes(listen.host) ? address : listen.host;
  return host.includes(':') ? `[${host}]:${listen.port}` : `${host}:${listen.port}`;
}
