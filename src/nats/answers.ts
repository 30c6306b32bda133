import { secondsOfGo } from './duration.js';
import { Fields } from './fields.js';

// What the monitoring endpoints of a nats-server say (https://docs.nats.io/running-a-nats-service/nats_admin/monitoring).
// Each reader takes the parsed JSON and gives `undefined` for what is not the answer of a NATS server.

/** `/varz`: the server itself. */
export interface ServerFigures {
  readonly name: string;
  readonly version: string;
  readonly startedAt: number;
  readonly memoryBytes: number;
  /** Of one core, 0 to 1 and above. */
  readonly cpuRatio: number;
  readonly connections: number;
  readonly maxConnections: number;
  readonly slowConsumers: number;
  readonly messages: { readonly in: number; readonly out: number };
  readonly bytes: { readonly in: number; readonly out: number };
}

export function readServer(answer: unknown): ServerFigures | undefined {
  const fields = new Fields(answer);
  const [version, connections] = [fields.text('version'), fields.number('connections')];
  if (version === undefined || connections === undefined) return undefined;
  return {
    name: fields.text('server_name') ?? fields.text('server_id') ?? '',
    version,
    startedAt: Date.parse(fields.text('start') ?? '') / 1000 || 0,
    memoryBytes: fields.number('mem') ?? 0,
    cpuRatio: (fields.number('cpu') ?? 0) / 100,
    connections,
    maxConnections: fields.number('max_connections') ?? 0,
    slowConsumers: fields.number('slow_consumers') ?? 0,
    messages: { in: fields.number('in_msgs') ?? 0, out: fields.number('out_msgs') ?? 0 },
    bytes: { in: fields.number('in_bytes') ?? 0, out: fields.number('out_bytes') ?? 0 },
  };
}

/** Another stream from which one takes its messages, as a source or as what it mirrors. */
export interface SourceFigures {
  readonly name: string;
  readonly kind: 'source' | 'mirror';
  /** Messages that are there and not yet here, as of the last contact. */
  readonly lag: number;
  /** Seconds since the last sign of life from it; `undefined` where there was none yet. */
  readonly silentSeconds: number | undefined;
}

export interface ConsumerFigures {
  readonly name: string;
  /** Messages that it was not given yet. */
  readonly pending: number;
  /** Messages that it was given and has not acknowledged. */
  readonly unacknowledged: number;
  /** Messages under way that were given more than once. */
  readonly redelivered: number;
  /** Requests of clients that wait for a message; for a consumer that pulls. */
  readonly waiting: number;
}

export interface StreamFigures {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  /** `undefined`: without a limit of its own. */
  readonly maxBytes: number | undefined;
  readonly lastSequence: number;
  /** Unix time of the last message in seconds; `undefined` where there never was one. */
  readonly lastAt: number | undefined;
  readonly sources: readonly SourceFigures[];
  readonly consumers: readonly ConsumerFigures[];
  /** Followers of its group, where it has replicas. */
  readonly replicas: readonly { readonly name: string; readonly current: boolean; readonly lag: number }[];
}

/** `/jsz`: JetStream. */
export interface JetStreamFigures {
  readonly storageBytes: number;
  readonly reservedBytes: number;
  readonly maxStorageBytes: number;
  readonly apiErrors: number;
  readonly streams: readonly StreamFigures[];
}

/** `undefined` also where JetStream is switched off, which the answer says by `disabled`. */
export function readJetStream(answer: unknown): JetStreamFigures | undefined {
  const fields = new Fields(answer);
  const storageBytes = fields.number('storage');
  if (storageBytes === undefined || fields.has('disabled')) return undefined;
  return {
    storageBytes,
    reservedBytes: fields.number('reserved_storage') ?? 0,
    maxStorageBytes: fields.object('config').number('max_storage') ?? 0,
    apiErrors: fields.object('api').number('errors') ?? 0,
    streams: fields.list('account_details').flatMap((account) => account.list('stream_detail').flatMap(readStream)),
  };
}

function readStream(fields: Fields): StreamFigures[] {
  const name = fields.text('name');
  if (name === undefined) return [];
  const [state, config] = [fields.object('state'), fields.object('config')];
  const limit = config.number('max_bytes') ?? -1;
  const messages = state.number('messages') ?? 0;
  const last = Date.parse(state.text('last_ts') ?? '') / 1000;
  return [
    {
      name,
      messages,
      bytes: state.number('bytes') ?? 0,
      maxBytes: limit < 0 ? undefined : limit,
      lastSequence: state.number('last_seq') ?? 0,
      // Go's zero time, of the year 1, stands for none.
      lastAt: last > 0 ? last : undefined,
      sources: [
        ...fields.list('sources').flatMap((source) => readSource(source, 'source')),
        ...(fields.has('mirror') ? readSource(fields.object('mirror'), 'mirror') : []),
      ],
      consumers: fields.list('consumer_detail').flatMap(readConsumer),
      replicas: fields
        .object('cluster')
        .list('replicas')
        .map((replica) => ({
          name: replica.text('name') ?? '',
          current: replica.isTrue('current') && !replica.isTrue('offline'),
          lag: replica.number('lag') ?? 0,
        })),
    },
  ];
}

function readSource(fields: Fields, kind: SourceFigures['kind']): SourceFigures[] {
  const name = fields.text('name');
  if (name === undefined) return [];
  // Nanoseconds; -1, or as long as the clock is old, where there was no contact since the server started.
  const active = (fields.number('active') ?? -1) / 1e9;
  return [
    { name, kind, lag: fields.number('lag') ?? 0, silentSeconds: active < 0 || active > 1e9 ? undefined : active },
  ];
}

function readConsumer(fields: Fields): ConsumerFigures[] {
  const name = fields.text('name');
  if (name === undefined) return [];
  return [
    {
      name,
      pending: fields.number('num_pending') ?? 0,
      unacknowledged: fields.number('num_ack_pending') ?? 0,
      redelivered: fields.number('num_redelivered') ?? 0,
      waiting: fields.number('num_waiting') ?? 0,
    },
  ];
}

/** `/connz?sort=pending&limit=1`: bytes that wait for the client which takes longest to read. */
export function readPendingBytes(answer: unknown): number | undefined {
  const fields = new Fields(answer);
  if (fields.number('num_connections') === undefined) return undefined;
  return Math.max(0, ...fields.list('connections').map((connection) => connection.number('pending_bytes') ?? 0));
}

/** One link between two servers. */
export interface LeafLink {
  /** Name of the other server where the server tells it (from 2.10 on), else its address. */
  readonly remote: string;
  /** `undefined` where it was not measured yet. */
  readonly roundTripSeconds: number | undefined;
}

/** `/leafz`: the links that stand now. */
export function readLeafLinks(answer: unknown): LeafLink[] | undefined {
  const fields = new Fields(answer);
  if (fields.number('leafnodes') === undefined) return undefined;
  return fields.list('leafs').map((leaf) => ({
    remote: leaf.text('name') ?? leaf.text('ip') ?? '',
    roundTripSeconds: secondsOfGo(leaf.text('rtt') ?? ''),
  }));
}

/** `/healthz`: its status line in words. */
export function isHealthy(answer: unknown): boolean {
  return new Fields(answer).text('status') === 'ok';
}
