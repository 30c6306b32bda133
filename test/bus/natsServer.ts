import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';
import type { FleetEvent } from '../../src/bus/event.js';
import { kill, pause } from '../ownProcess.js';
import { until } from './workshop.js';

export type Undo = (undo: () => Promise<void>) => void;

/** A real nats-server with JetStream on a port of the loopback, which can be stopped, killed and started again. */
export class NatsServer {
  readonly port: number;
  readonly #directory: string;
  readonly #configuration: string;
  readonly #scheme: string;
  #process: ChildProcess | undefined;

  constructor(directory: string, port: number, configuration: string, scheme = 'nats') {
    this.#directory = directory;
    this.port = port;
    this.#configuration = configuration;
    this.#scheme = scheme;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const file = join(this.#directory, 'nats.conf');
    const text = `listen: 127.0.0.1:${this.port}\njetstream { store_dir: "${this.#directory}/store" }\n${this.#configuration}\n`;
    await writeFile(file, text);
    const child = spawn('nats-server', ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      said = (said + part).slice(-4000);
    });
    await until('the server is ready', () => {
      if (child.exitCode !== null) throw new Error(`nats-server ended: ${said}`);
      return said.includes('Server is ready');
    });
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

/** Starts a server, which ends with the test. */
export async function natsServer(
  undo: Undo,
  directory: string,
  configuration = '',
  scheme = 'nats',
): Promise<NatsServer> {
  const server = new NatsServer(directory, await freePort(), configuration, scheme);
  undo(() => server.kill());
  await server.start();
  return server;
}

export async function client(
  undo: Undo,
  server: Pick<NatsServer, 'url'>,
  options: ConnectionOptions = {},
): Promise<NatsConnection> {
  const connection = await connect({
    servers: server.url,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    ...options,
  });
  undo(() => connection.close());
  return connection;
}

export const stream = 'FLEET_alpha';

export async function addStream(connection: NatsConnection, subject = 'fleet.events.alpha.>'): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: stream, subjects: [subject] });
}

/** All events of a stream, in their order. */
export async function eventsIn(connection: NatsConnection, name = stream): Promise<FleetEvent[]> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(name);
  if (state.messages === 0) return [];
  const consumer = await jetstream(connection).consumers.get(name);
  const events: FleetEvent[] = [];
  while (events.length < state.messages) {
    const batch = await consumer.fetch({ max_messages: Math.min(5000, state.messages - events.length), expires: 5000 });
    for await (const message of batch) events.push(message.json<FleetEvent>());
  }
  return events;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
