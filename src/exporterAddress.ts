import type { MachineSettings } from './settings.js';

/** What listens on all addresses is asked on the loopback one (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3) by who is on the machine. */
const loopbacks: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

type Place = Pick<MachineSettings, 'address' | 'listen'>;

/** Where the exporter of a machine is reached from elsewhere: who listens on all addresses has that of the machine. */
export function exporterUrl({ address, listen }: Place): string {
  return urlOf(listen.host in loopbacks ? address : listen.host, listen.port);
}

/** Where it is reached by somebody on that machine. */
export function ownExporterUrl({ listen }: Pick<Place, 'listen'>): string {
  return urlOf(loopbacks[listen.host] ?? listen.host, listen.port);
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
