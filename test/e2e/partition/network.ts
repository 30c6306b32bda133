import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Wire } from './wire.js';

const run = promisify(execFile);
const offload = fileURLToPath(new URL('offload.py', import.meta.url));

/** One test host: a network namespace, on the link to the other, and on a console that only the test uses. */
export interface HostPlace {
  readonly namespace: string;
  /** On the link. */
  readonly address: string;
  /** As the test reaches it, also while the link is cut. */
  readonly console: string;
}

/** Two hosts with a cable between them. */
export interface TwoHostNetwork {
  readonly alpha: HostPlace;
  readonly beta: HostPlace;
  readonly wire: Wire;
  /** Where the test itself is on the console of alpha: an address beyond the link. */
  readonly outside: string;
  remove(): Promise<void>;
}

/** Why namespaces cannot be made here; `undefined` where they can. */
export async function namespacesRefused(): Promise<string | undefined> {
  const name = `fleetwatch-${randomBytes(3).toString('hex')}-try`;
  try {
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['netns', 'del', name]);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return `network namespaces cannot be made here: ${why}`;
  }
}

/** Makes both hosts and the cable. Nothing of the machine's own network is touched but for two interfaces of their own. */
export async function twoHostNetwork(): Promise<TwoHostNetwork> {
  // Names of namespaces are known to all who see /run/netns, process identifiers may be those of a namespace.
  const mark = randomBytes(3);
  const prefix = `fleetwatch-${mark.toString('hex')}`;
  const cable = `${prefix}-cable`;
  // Tests beside this one have another third octet.
  const octet = mark.readUInt8(0) % 250;
  const place = (name: string, last: number): HostPlace => ({
    namespace: `${prefix}-${name}`,
    address: `10.77.${octet}.${last}`,
    console: `10.78.${octet}.${last * 4 + 2}`,
  });
  const [alpha, beta] = [place('alpha', 1), place('beta', 2)];
  const namespaces = [cable, alpha.namespace, beta.namespace];
  const removeAll = async () => {
    for (const name of namespaces) await run('ip', ['netns', 'del', name]).catch(() => undefined);
  };
  try {
    for (const name of namespaces) await run('ip', ['netns', 'add', name]);
    await join(alpha, cable, 'first', `fw${mark.toString('hex')}a`);
    await join(beta, cable, 'second', `fw${mark.toString('hex')}b`);
    const wire = await Wire.between(cable, 'first', 'second');
    return {
      alpha,
      beta,
      wire,
      outside: gatewayOf(alpha),
      remove: async () => {
        await wire.end();
        await removeAll();
      },
    };
  } catch (error) {
    await removeAll();
    throw error;
  }
}

async function join(host: HostPlace, cable: string, end: string, console: string): Promise<void> {
  const within = (...words: string[]) => run('ip', ['-n', host.namespace, ...words]);
  await run('ip', [
    'link',
    'add',
    'link0',
    'netns',
    host.namespace,
    'type',
    'veth',
    'peer',
    'name',
    end,
    'netns',
    cable,
  ]);
  await run('ip', ['link', 'add', 'console', 'netns', host.namespace, 'type', 'veth', 'peer', 'name', console]);
  await run('ip', ['netns', 'exec', host.namespace, 'python3', offload, 'link0']);
  await within('address', 'add', `${host.address}/24`, 'dev', 'link0');
  await within('address', 'add', `${host.console}/30`, 'dev', 'console');
  await run('ip', ['address', 'add', `${gatewayOf(host)}/30`, 'dev', console]);
  for (const name of ['lo', 'link0', 'console']) await within('link', 'set', name, 'up');
  await run('ip', ['-n', cable, 'link', 'set', end, 'up']);
  await run('ip', ['link', 'set', console, 'up']);
}

/** The other address of the console's /30. */
function gatewayOf({ console }: HostPlace): string {
  const parts = console.split('.');
  return [...parts.slice(0, 3), Number(parts[3]) - 1].join('.');
}
