import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats } from '../../../src/bus/sinks/natsConnection.js';

interface Event {
  readonly id: string;
}

/** The streams of one server, read message by message; what fleetwatch counts of them is not asked. */
export class StreamsOfHost {
  readonly #connection: NatsConnection;
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;

  private constructor(connection: NatsConnection, manager: JetStreamManager) {
    this.#connection = connection;
    this.#manager = manager;
    this.#client = jetstream(connection);
  }

  static async open(console: string, passwordFile: string): Promise<StreamsOfHost> {
    const server = {
      servers: [`nats://${console}:4222`],
      credentials: { kind: 'password', username: 'fleetwatch', passwordFile } as const,
      tls: undefined,
      stream: undefined,
      subjectPrefix: '',
    };
    const connection = await connectNats(server, 'test');
    return new StreamsOfHost(connection, await jetstreamManager(connection));
  }

  /** Of the newest event in a stream; 0 where there is none. */
  async newest(stream: string): Promise<number> {
    const { state } = await this.#manager.streams.info(stream);
    if (state.messages === 0) return 0;
    const message = await this.#manager.streams.getMessage(stream, { seq: state.last_seq });
    return message === null ? 0 : sequenceOf(message.json<Event>());
  }

  /** Of all events in a stream, in its order. */
  async sequences(stream: string): Promise<number[]> {
    const { state } = await this.#manager.streams.info(stream);
    if (state.messages === 0) return [];
    const consumer = await this.#client.consumers.get(stream);
    const sequences: number[] = [];
    for await (const message of await consumer.fetch({ max_messages: state.messages, expires: 10_000 })) {
      sequences.push(sequenceOf(message.json<Event>()));
    }
    await consumer.delete();
    return sequences;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

/** An id is `<machine>/<epoch>/<sequence>`. */
function sequenceOf({ id }: Event): number {
  return Number(id.split('/').at(-1));
}
