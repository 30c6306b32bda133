import { below } from '../../http/get.js';
import { tcpProbe } from '../../probes/tcp.js';
import type { Settings } from '../../settings.js';
import { type Check, failed, notApplicable, type Observation, ok, type Site } from '../model.js';

/** Time for a connection, in milliseconds. */
const connectMilliseconds = 3000;

/** Ports where an address names none: HTTP (RFC 9110, 4.2), and that of nats-server. */
const usualPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'nats:': 4222, 'tls:': 4222 };

/** Whether the receivers of events can be connected to, and the nats-server of this machine says that it is well. */
export const bus: Check = {
  name: 'bus',
  why: 'events that nobody takes are kept on this disk until they are too many or too old, and then lost',
  look: async (site) => {
    const { settings } = site;
    const sinks = sinksOf(settings);
    const own = (settings.nats?.servers ?? []).filter(({ machine }) => machine === settings.machine.name);
    if (sinks.length === 0 && own.length === 0) return [notApplicable('no `bus` and no `nats`: no events are sent')];
    return Promise.all([...sinks.map(connected), ...own.map(({ url }) => monitored(url, site.ask))]);
  },
};

function sinksOf({ bus: block }: Settings): readonly string[] {
  if (block === undefined || block.mode === 'off') return [];
  return [...(block.http === undefined ? [] : [block.http.url]), ...(block.nats?.servers ?? [])];
}

async function connected(address: string): Promise<Observation> {
  const url = new URL(/^[a-z]+:\/\//i.test(address) ? address : `nats://${address}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (usualPorts[url.protocol] ?? 0) : Number(url.port);
  const answer = await tcpProbe({ host, port }, { timeoutMs: connectMilliseconds, answerBytes: 0 });
  if (answer.kind === 'connected') return ok(`${host}:${port} accepts connections`);
  const reason = 'reason' in answer ? answer.reason : 'no connection';
  return failed(`${host}:${port}: ${reason}`, 'start the receiver, or correct its address under `bus`');
}

/** `/healthz` of the monitoring port (https://docs.nats.io/running-a-nats-service/nats_admin/monitoring). */
async function monitored(url: string, ask: Site['ask']): Promise<Observation> {
  const answer = await ask(below(url, 'healthz'));
  if (answer.kind === 'none') {
    const remedy = 'start nats-server with `http: 127.0.0.1:9222`, or correct its address under `nats`';
    return failed(`nats-server: ${answer.reason} at ${url}`, remedy);
  }
  if (answer.status === 200) return ok(`nats-server: well at ${url}`);
  return failed(
    `nats-server: HTTP status ${answer.status} at ${url}healthz`,
    'its log says which stream is not current',
  );
}
