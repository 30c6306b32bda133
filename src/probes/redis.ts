import { Redis } from 'ioredis';
import { failedConnecting } from './connecting.js';
import { errorCode } from './errorCode.js';

export interface ReadyKeysOptions {
  /** `redis://[user@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Counts only where the URL holds none. */
  readonly password?: string;
  /** For one whole read: connecting, signing in and every key. */
  readonly timeoutMs: number;
}

/** Whether each of an agent's two keys is there. `ready` expires 300 s after the agent last renewed it. */
export interface ReadyState {
  readonly ready: boolean;
  readonly shutdown: boolean;
}

export type ReadyAnswer =
  | { readonly kind: 'read'; readonly agents: ReadonlyMap<string, ReadyState>; readonly seconds: number }
  /** `reason` is a short stable phrase without anything that the server said. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly seconds: number };

/** Redis runs one command at a time (its one thread), so a long MGET would make the agents' own commands wait. */
const keysPerCommand = 1_000;

/**
 * Reads the ready keys of many agents over one connection, which opens with the first read and stays. After a
 * failure the next read opens a new one; nothing is retried or queued in between. An idle connection does not keep
 * the process alive.
 */
export class ReadyKeys {
  readonly #options: ReadyKeysOptions;
  #connection: { readonly client: Redis; readonly ready: Promise<void> } | undefined;

  constructor(options: ReadyKeysOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async read(names: readonly string[]): Promise<ReadyAnswer> {
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1000;
    const deadline = new Deadline(this.#options.timeoutMs);
    try {
      const agents = await Promise.race([this.#readAll(names), deadline.passed]);
      return { kind: 'read', agents, seconds: elapsed() };
    } catch (error) {
      this.close();
      return { kind: 'unreachable', reason: reasonOf(error), seconds: elapsed() };
    } finally {
      deadline.clear();
    }
  }

  /** Closes the connection; reads under way end as `unreachable`. */
  close(): void {
    const client = this.#connection?.client;
    this.#connection = undefined;
    client?.disconnect();
    // disconnect() alone waits up to 2 s for a server that does not close its side.
    client?.stream?.destroy();
  }

  async #readAll(names: readonly string[]): Promise<ReadonlyMap<string, ReadyState>> {
    this.#connection ??= connect(this.#options);
    const { client, ready } = this.#connection;
    await ready;
    const keys = names.flatMap((name) => [`agent:ready:${name}`, `agent:shutdown:${name}`]);
    const chunks: Promise<(string | null)[]>[] = [];
    for (let first = 0; first < keys.length; first += keysPerCommand) {
      chunks.push(client.mget(keys.slice(first, first + keysPerCommand)));
    }
    const values = (await Promise.all(chunks)).flat();
    const isThere = (index: number): boolean => typeof values[index] === 'string';
    return new Map(names.map((name, i) => [name, { ready: isThere(2 * i), shutdown: isThere(2 * i + 1) }]));
  }
}

function connect(options: ReadyKeysOptions): { client: Redis; ready: Promise<void> } {
  const client = new Redis(options.url, {
    ...(options.password === undefined ? {} : { password: options.password }),
    lazyConnect: true,
    connectTimeout: options.timeoutMs,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    disableClientInfo: true,
    // RESP2, which servers before Redis 6 speak as well.
    protocol: 2,
  });
  client.on('connect', () => client.stream.unref());
  const ready = new Promise<void>((resolve, reject) => {
    // The promise of connect() says only that the connection closed; the event before it says why.
    client.on('error', reject);
    client.connect().then(resolve, reject);
  });
  return { client, ready };
}

/** A promise that rejects once the time is up. */
class Deadline {
  readonly passed: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.passed = new Promise((_, reject) => {
      this.#timer = setTimeout(() => reject(new DeadlinePassed()), timeoutMs);
    });
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

class DeadlinePassed extends Error {}

/** The first word of a Redis error is its code: https://redis.io/docs/latest/develop/reference/protocol-spec/ */
function reasonOf(error: unknown): string {
  if (error instanceof DeadlinePassed) return 'no answer in time';
  const word = error instanceof Error ? error.message.split(' ', 1)[0] : undefined;
  switch (word) {
    case 'NOAUTH':
    case 'WRONGPASS':
      return 'password refused';
    case 'NOPERM':
      return 'not permitted to read the ready keys';
    case 'LOADING':
      return 'server is loading its data';
    default:
      return connectionReason(error);
  }
}

function connectionReason(error: unknown): string {
  if (errorCode(error) === 'unknown') return 'connection closed or not Redis';
  const failure = failedConnecting(error);
  return 'reason' in failure ? failure.reason : 'connection failed';
}
