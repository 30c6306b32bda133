import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsSinkOptions } from '../options.js';
import { connectNats } from '../sinks/natsConnection.js';
import type { Reception } from './reception.js';

/** Milliseconds until the next attempt: to connect, to find a stream that is not there. */
const connectAgain = 2000;
const lookAgain = 10_000;
/** Messages that are asked for at once, and after which all else gets its turn. */
const portion = 256;
/** Error code of the JetStream API (server/errors.json of nats-server). */
const streamNotFound = 10059;

export interface StreamReaderOptions {
  readonly nats: Pick<NatsSinkOptions, 'servers' | 'credentials' | 'tls'>;
  /** Name of the connection, which the server shows. */
  readonly name: string;
  readonly streams: readonly string[];
  readonly reception: Reception;
  /** The streams cannot be read, for this reason; `undefined` when they can again. */
  readonly changed: (reason: string | undefined) => void;
}

/**
 * Reads streams of the own server for as long as it runs, and notes each event. It keeps no consumer on the server that
 * would outlive it: how far it came is kept with what it counted, so that nothing is counted twice or left out.
 */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  readonly #end = new AbortController();
  #running = Promise.resolve();
  #reason: string | undefined = 'not connected yet';

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      try {
        await this.#read();
        this.#tell('the connection ended');
      } catch (error) {
        // Messages of this program's own errors hold no credentials; those of the library may.
        const isOwn = error instanceof Error && error.name === 'SendFailure';
        this.#tell(isOwn ? error.message : 'the server does not answer JetStream requests');
      }
      await this.#wait(connectAgain);
    }
  }

  /** For as long as one connection lasts. */
  async #read(): Promise<void> {
    const { nats, name, streams } = this.#options;
    const connection = await connectNats({ ...nats, stream: undefined, subjectPrefix: '' }, name);
    const closed = new AbortController();
    void connection.closed().then(() => closed.abort());
    const close = () => void connection.close();
    this.#end.signal.addEventListener('abort', close, { once: true });
    try {
      const { jetstream, jetstreamManager } = await import('@nats-io/jetstream');
      const manager = await jetstreamManager(connection, { timeout: 5000 });
      const client = jetstream(connection, { timeout: 5000 });
      this.#tell(undefined);
      await Promise.all(streams.map((stream) => this.#readStream(stream, manager, client, closed.signal)));
    } finally {
      this.#end.signal.removeEventListener('abort', close);
      // A server that is stopped does not answer to a close either.
      await Promise.race([connection.close(), delay(1000, undefined, { ref: false })]);
    }
  }

  async #readStream(
    stream: string,
    manager: JetStreamManager,
    client: JetStreamClient,
    closed: AbortSignal,
  ): Promise<void> {
    while (!closed.aborted) {
      const created = await createdAt(stream, manager);
      if (created === undefined) {
        await this.#wait(lookAgain, closed);
        continue;
      }
      const consumer = await client.consumers.get(stream, {
        opt_start_seq: this.#options.reception.next(stream, created),
      });
      const messages = await consumer.consume({ max_messages: portion });
      closed.addEventListener('abort', () => messages.stop(), { once: true });
      let untilTurn = portion;
      for await (const message of messages) {
        this.#note(stream, created, message);
        if (--untilTurn > 0) continue;
        untilTurn = portion;
        await nextTurn();
      }
    }
  }

  #note(stream: string, created: string, message: JsMsg): void {
    const { reception } = this.#options;
    reception.note('nats', parsed(message));
    reception.moveOn(stream, { created, next: message.seq + 1 });
  }

  #tell(reason: string | undefined): void {
    if (reason === this.#reason || this.#end.signal.aborted) return;
    this.#reason = reason;
    this.#options.changed(reason);
  }

  async #wait(milliseconds: number, closed?: AbortSignal): Promise<void> {
    const signal = closed === undefined ? this.#end.signal : AbortSignal.any([closed, this.#end.signal]);
    await delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** When a stream was made; `undefined` where it is not there. */
async function createdAt(stream: string, manager: JetStreamManager): Promise<string | undefined> {
  try {
    return (await manager.streams.info(stream)).created;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === streamNotFound) return undefined;
    throw error;
  }
}

function parsed(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
