import type { MachineSettings } from '../settings.js';

/** Where the exporter of a machine is reached from elsewhere: who listens on all addresses has that of the machine. */
export function exporterUrl({ address, listen }: MachineSettings): string {
  const host = ['0.0.0.0', '::'].includes(listen.host) ? address : listen.host;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${listen.port}`;
}

/** A path below the address of a server, which may have a path of its own. */
export function below(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path}`;
}
