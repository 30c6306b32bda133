import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { BufferedEvent } from '../buffer/record.js';
import type { NatsSinkOptions } from '../options.js';
import { subjectOf } from '../subject.js';
import { connectNats } from './natsConnection.js';
import { type Delivery, SendFailure, type Sink } from './sink.js';

/** Milliseconds for the acknowledgements of one batch. */
const patience = 5000;
/** Error codes of the JetStream API (server/errors.json of nats-server). */
const streamNotFound = 10059;
const otherStream = 10060;

interface Link {
  readonly connection: NatsConnection;
  readonly stream: JetStreamClient;
}

/**
 * Publishes to JetStream with the event's id as `Nats-Msg-Id`, so that the server drops doubles within its window. A
 * whole batch is on its way at once; each event of it demands that the one before is the last in the stream
 * (`Nats-Expected-Last-Msg-Id`), so that none can overtake another that failed.
 */
export class NatsSink implements Sink {
  readonly #options: NatsSinkOptions;
  readonly #machine: string;
  #link: Link | undefined;

  constructor(options: NatsSinkOptions, machine: string) {
    this.#options = options;
    this.#machine = machine;
  }

  async send(events: readonly BufferedEvent[]): Promise<Delivery> {
    try {
      this.#link ??= await this.#connect();
      const { stream } = this.#link;
      const results = await Promise.allSettled(
        events.map((event, index) => this.#publish(stream, event, events[index - 1])),
      );
      const failed = results.findIndex(({ status }) => status === 'rejected');
      const result = results[failed];
      if (result?.status !== 'rejected') return { acknowledged: events.length };
      // What is amiss with the connection is not asked: the next one is another.
      await this.close();
      return { acknowledged: failed, failure: failureOf(result.reason) };
    } catch (error) {
      await this.close();
      return { acknowledged: 0, failure: failureOf(error) };
    }
  }

  async close(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    // A server that is stopped does not answer to a close either.
    await Promise.race([link?.connection.close(), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  }

  async #connect(): Promise<Link> {
    const connection = await connectNats(this.#options, `fleetwatch ${this.#machine}`);
    const { jetstream } = await import('@nats-io/jetstream');
    const link = { connection, stream: jetstream(connection, { timeout: patience }) };
    void connection.closed().then(() => {
      if (this.#link === link) this.#link = undefined;
    });
    return link;
  }

  async #publish(stream: JetStreamClient, event: BufferedEvent, before: BufferedEvent | undefined): Promise<void> {
    const { stream: streamName, subjectPrefix } = this.#options;
    await stream.publish(subjectOf(subjectPrefix, this.#machine, event.kind), event.json, {
      msgID: event.id,
      timeout: patience,
      retries: 1,
      expect: {
        ...(streamName === undefined ? {} : { streamName }),
        ...(before === undefined ? {} : { lastMsgID: before.id }),
      },
    });
  }
}

function failureOf(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  const name = error instanceof Error ? error.name : '';
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  if (name === 'JetStreamNotEnabled' || code === streamNotFound || code === otherStream) {
    return new SendFailure('no_stream', 'no stream takes the events', { cause: error });
  }
  if (name === 'TimeoutError') return new SendFailure('timeout', 'no acknowledgement in time', { cause: error });
  if (name === 'PermissionViolationError' || name === 'AuthorizationError') {
    return new SendFailure('unauthorized', 'the server does not let us publish', { cause: error });
  }
  if (code !== undefined) return new SendFailure('rejected', `JetStream says error ${code}`, { cause: error });
  return new SendFailure('unreachable', 'the connection broke', { cause: error });
}
