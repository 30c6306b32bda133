import type { StreamConfig } from '@nats-io/jetstream';

/** What the streams of the bus are to be on the server of one machine. */
export interface Topology {
  /** The machine whose server it is. */
  readonly machine: string;
  /** All machines of the fleet. */
  readonly machines: readonly string[];
  readonly subjectPrefix: string;
  /** Name of the machine's own stream, where it is another than `FLEET_<machine>`. */
  readonly ownStream: string | undefined;
  readonly maxBytes: number;
  readonly maxAgeSeconds: number;
}

/** The part of a stream's configuration that is decided here; the rest is the server's. */
export type WantedStream = Pick<
  StreamConfig,
  'name' | 'subjects' | 'storage' | 'retention' | 'discard' | 'max_bytes' | 'max_age' | 'duplicate_window' | 'sources'
>;

const nanoseconds = 1e9;

/** Seconds in which the server knows an event that is sent again by its id. A sender tries again after 5 s at most. */
const doublesWindow = 120;

/** Stands where names may hold no point: in streams, domains and parts of a subject. */
export function tokenOf(machine: string): string {
  return machine.replaceAll('.', '_');
}

/** The stream of a machine, and its copies on all other servers. */
export function streamOf(machine: string): string {
  return `FLEET_${tokenOf(machine)}`;
}

/**
 * A stream for what the machine itself publishes, and a copy of each other machine's, which the server fetches through the
 * leaf link from the other's domain. Each server has the whole of what was sent, and each takes events while the link is cut.
 */
export function streamsFor(topology: Topology): WantedStream[] {
  const { machine, machines, subjectPrefix, ownStream, maxBytes, maxAgeSeconds } = topology;
  const kept = {
    storage: 'file',
    retention: 'limits',
    discard: 'old',
    max_bytes: maxBytes,
    max_age: maxAgeSeconds * nanoseconds,
    duplicate_window: Math.min(doublesWindow, maxAgeSeconds) * nanoseconds,
  } as const;
  const own = {
    ...kept,
    name: ownStream ?? streamOf(machine),
    subjects: [`${subjectPrefix}.${tokenOf(machine)}.>`],
  };
  const others = machines.filter((name) => name !== machine);
  return [
    own,
    ...others.map((other) => ({
      ...kept,
      name: streamOf(other),
      subjects: [],
      sources: [{ name: streamOf(other), external: { api: `$JS.${tokenOf(other)}.API`, deliver: '' } }],
    })),
  ];
}

/** One setting of a stream that is not as it should be, as text for people. */
export interface Difference {
  readonly setting: string;
  readonly is: string;
  readonly shouldBe: string;
}

/** How a stream differs from what it is to be; what is not decided here may be anything. */
export function differences(wanted: WantedStream, found: Partial<StreamConfig>): Difference[] {
  const [is, shouldBe] = [shown(found), shown(wanted)];
  return Object.keys(shouldBe).flatMap((setting): Difference[] => {
    const [a = '', b = ''] = [is[setting], shouldBe[setting]];
    return a === b ? [] : [{ setting, is: a, shouldBe: b }];
  });
}

function shown(config: Partial<StreamConfig>): Readonly<Record<string, string>> {
  const { subjects, storage, retention, discard, max_bytes, max_age, duplicate_window, sources } = config;
  const seconds = (duration: number | undefined) => `${(duration ?? 0) / nanoseconds} s`;
  return {
    subjects: (subjects ?? []).join(' ') || 'none',
    storage: storage ?? '',
    retention: retention ?? '',
    discard: discard ?? '',
    'largest size': `${max_bytes ?? -1} bytes`,
    'longest age': seconds(max_age),
    'window for doubles': seconds(duplicate_window),
    sources:
      (sources ?? []).map(({ name, external }) => `${name} of ${external?.api ?? 'its own server'}`).join(' ') ||
      'none',
  };
}
