import type { ParsedDocument } from './document/parse.js';
import type { Finding } from './finding.js';
import type { NatsSettings as NatsBlock } from './settings.generated.js';
import { secondsOf } from './settingsAlerting.js';
import { unknownMachine } from './settingsFindings.js';

/** One nats-server that is asked how it is. */
export interface NatsServerSettings {
  /** The machine it runs on, whose fleetwatch asks it. */
  readonly machine: string;
  /** Of its monitoring, ends in `/`. */
  readonly url: string;
  /** Leaf links that it should have. */
  readonly links: number;
  /** Streams that it should have. */
  readonly streams: readonly string[];
}

/** The NATS servers of the fleet, and what `fleetwatch bus streams` makes on them. */
export interface NatsSettings {
  readonly servers: readonly NatsServerSettings[];
  /** Of one stream, its own or a copy. */
  readonly streamBytes: number;
  readonly streamSeconds: number;
}

/** Of a stream, where the settings do not say it. */
export const usualStream = { bytes: 256 * 1024 * 1024, seconds: 24 * 3600 } as const;

/** The block as the rest of the program reads it; nothing where no server is named. */
export function natsSettings(nats: NatsBlock | undefined): NatsSettings | undefined {
  return (
    nats && {
      servers: nats.servers.map(({ machine, url, links, streams }) => ({
        machine,
        url: url.endsWith('/') ? url : `${url}/`,
        links: links ?? 0,
        streams: streams ?? [],
      })),
      streamBytes: nats.stream_max_bytes ?? usualStream.bytes,
      streamSeconds: nats.stream_max_age === undefined ? usualStream.seconds : secondsOf(nats.stream_max_age),
    }
  );
}

/** What the schema cannot say of the block: each server is that of a machine. */
export function natsProblems(
  nats: NatsBlock | undefined,
  machines: readonly string[],
  document: ParsedDocument,
): Finding[] {
  return (nats?.servers ?? []).flatMap(({ machine }, index): Finding[] => {
    if (machines.includes(machine)) return [];
    const place = document.placeOfValue(['nats', 'servers', index, 'machine']);
    return [
      {
        ...unknownMachine(machine, machines, place),
        why: 'the fleetwatch of that machine asks the server, and there is none: nobody would see it fail',
        remedy: `name one of: ${machines.join(', ')}`,
      },
    ];
  });
}
