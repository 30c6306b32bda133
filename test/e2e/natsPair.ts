import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { kill, pause } from '../ownProcess.js';
import { layNatsFiles } from './natsFiles.js';
import { freePort, until } from './realPrometheus.js';

/** A nats-server of the configuration that is shipped, with a `local.conf` of the test. */
export class PairedServer {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly monitoring: string;
  readonly #role: 'central' | 'edge';
  #file = '';
  #process: ChildProcess | undefined;

  constructor(name: string, folder: string, role: 'central' | 'edge', ports: readonly [number, number]) {
    this.name = name;
    this.folder = folder;
    [this.port] = ports;
    this.monitoring = `http://127.0.0.1:${ports[1]}/`;
    this.#role = role;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async configure(own: Readonly<Record<string, string>>): Promise<void> {
    const place = {
      machine: this.name,
      clients: `127.0.0.1:${this.port}`,
      monitoring: new URL(this.monitoring).host,
    };
    this.#file = await layNatsFiles(this.folder, this.#role, place, own);
  }

  async start(): Promise<void> {
    this.#process = spawn('nats-server', ['--config', this.#file], { stdio: 'ignore' });
    await until(`${this.name} answers`, async () => (await fetch(new URL('healthz', this.monitoring))).ok);
  }

  async pause(): Promise<void> {
    if (this.#process !== undefined) await pause(this.#process);
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    await kill(this.#process);
  }
}

/** The link between two servers: what is cut here, neither side is told of until it tries. */
export class Link {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #isCut = false;
  port = 0;

  constructor(target: number) {
    this.#target = target;
  }

  async open(): Promise<void> {
    this.#server = createServer((near) => this.#join(near));
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  close(): void {
    this.cut();
    this.#server?.close();
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(this.#target, '127.0.0.1');
    for (const [one, other] of [[near, far] as const, [far, near] as const]) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

/** Central and edge, with a link that can be cut. */
export async function natsPair(folder: string): Promise<{ alpha: PairedServer; beta: PairedServer; link: Link }> {
  const leafPort = await freePort();
  const link = new Link(leafPort);
  await link.open();
  const alpha = new PairedServer('alpha', join(folder, 'alpha'), 'central', [await freePort(), await freePort()]);
  const beta = new PairedServer('beta', join(folder, 'beta'), 'edge', [await freePort(), await freePort()]);
  await alpha.configure({ LEAF_LINKS: `127.0.0.1:${leafPort}`, LEAF_PASSWORD: 'made-up-leaf' });
  await beta.configure({ CENTRAL: `nats-leaf://leaf:made-up-leaf@127.0.0.1:${link.port}` });
  await Promise.all([alpha.start(), beta.start()]);
  return { alpha, beta, link };
}
