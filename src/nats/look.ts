import {
  isHealthy,
  type JetStreamFigures,
  type LeafLink,
  readJetStream,
  readLeafLinks,
  readPendingBytes,
  readServer,
  type ServerFigures,
} from './answers.js';
import type { Ask } from './ask.js';

/** The variants of `/healthz`, each with what is asked for it (https://docs.nats.io/running-a-nats-service/nats_admin/monitoring). */
export const healthChecks = {
  /** Everything: streams and consumers recovered and, in a cluster, current. */
  all: 'healthz',
  /** JetStream is switched on and not given up, as after an error of its disk. */
  jetstream_enabled: 'healthz?js-enabled-only=true',
  /** JetStream itself, without a look at each stream and consumer. */
  jetstream_server: 'healthz?js-server-only=true',
} as const;

export type HealthCheck = keyof typeof healthChecks;

/** What one server said in one look. Each part is `undefined` where it gave no answer. */
export interface NatsView {
  readonly server: ServerFigures | undefined;
  readonly healthy: Readonly<Record<HealthCheck, boolean>>;
  readonly jetStream: JetStreamFigures | undefined;
  readonly pendingBytes: number | undefined;
  readonly links: readonly LeafLink[] | undefined;
}

/** Asks a server everything at once, so that one that hangs takes one deadline. Never rejects. */
export async function lookAt(ask: Ask): Promise<NatsView> {
  const body = async (path: string) => (await ask(path))?.body;
  const isWell = async (check: HealthCheck) => {
    const answer = await ask(healthChecks[check]);
    return answer?.httpStatus === 200 && isHealthy(answer.body);
  };
  const [server, jetStream, connections, leaves, all, enabled, itself] = await Promise.all([
    body('varz'),
    body('jsz?streams=true&consumers=true&config=true'),
    body('connz?sort=pending&limit=1'),
    body('leafz'),
    isWell('all'),
    isWell('jetstream_enabled'),
    isWell('jetstream_server'),
  ]);
  return {
    server: readServer(server),
    healthy: { all, jetstream_enabled: enabled, jetstream_server: itself },
    jetStream: readJetStream(jetStream),
    pendingBytes: readPendingBytes(connections),
    links: readLeafLinks(leaves),
  };
}
