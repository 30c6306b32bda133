import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultAuditSettings, type PortRange } from '../settings.js';

/**
 * The ports that the kernel gives to outgoing connections (ip_local_port_range in Documentation/networking/ip-sysctl.rst);
 * its default where the file cannot be read, as on other systems than Linux.
 */
export async function readEphemeralPorts(procRoot: string): Promise<PortRange> {
  const text = await readFile(join(procRoot, 'sys/net/ipv4/ip_local_port_range'), 'latin1').catch(() => '');
  const [, first, last] = /^\s*(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return first === undefined || last === undefined
    ? defaultAuditSettings.ephemeralPorts
    : { first: Number(first), last: Number(last) };
}

export function contains({ first, last }: PortRange, port: number): boolean {
  return port >= first && port <= last;
}
