import { listen } from '../server/listen.js';

/**
 * Says of each address that cannot be listened on why not, naming the process that has the port; nothing where all can
 * be. Two that want the same address are told, too.
 */
export async function takenPorts(addresses: ReadonlyMap<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const wanted = new Map<string, string>();
  for (const [name, address] of addresses) {
    const other = wanted.get(address);
    const problem = other === undefined ? await problemOf(address) : `${address} is also the address of ${other}`;
    if (problem !== undefined) lines.push(`${name}: ${problem}`);
    wanted.set(address, name);
  }
  return lines;
}

async function problemOf(address: string): Promise<string | undefined> {
  // The port stands behind the last colon; URL would leave out the default port of its scheme.
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  try {
    const server = await listen(() => undefined, { host, port: Number(address.slice(colon + 1)) });
    await server.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
