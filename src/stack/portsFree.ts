import { createServer } from 'node:net';
import { findListenOwner } from '../system/listenOwner.js';

/** Says of each taken address which process has it; nothing where all are free. */
export async function takenPorts(addresses: ReadonlyMap<string, string>): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, address] of addresses) {
    const { hostname, port } = new URL(`http://${address}`);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (!(await isFree(host, Number(port))))
      lines.push(`${name}: port ${port} on ${host} is taken by ${await owner(host, port)}`);
  }
  return lines;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

async function owner(host: string, port: string): Promise<string> {
  const found = await findListenOwner('/proc', host, Number(port));
  return typeof found === 'object' ? `${found.command} (pid ${found.pid})` : 'a process that this user may not see';
}
