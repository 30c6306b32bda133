import { resolve } from 'node:path';
import { type BusMode, sinksOf } from './bus/mode.js';
import type { BusOptions, HttpCredentials, HttpSinkOptions, NatsCredentials, NatsSinkOptions } from './bus/options.js';
import type { ParsedDocument } from './document/parse.js';
import type { Finding } from './finding.js';
import type { BusSettings as BusBlock } from './settings.generated.js';
import { secondsOf } from './settingsAlerting.js';

/** The bus of this machine, and whether what all machines send is counted here. */
export interface BusSettings extends BusOptions {
  readonly receive: {
    readonly http: boolean;
    readonly nats: boolean;
    /** For which an event is waited for, once a later one of the same machine has come that way. */
    readonly patienceSeconds: number;
  };
}

/** The block as the rest of the program reads it; nothing where there is none. Paths are absolute, defaults filled in. */
export function busSettings(bus: BusBlock | undefined, folder: string): BusSettings | undefined {
  if (bus === undefined) return undefined;
  const path = (file: string) => resolve(folder, file);
  return {
    mode: modeOf(bus),
    http: bus.http && httpOptions(bus.http, path),
    nats: bus.nats && natsOptions(bus.nats, path),
    buffer: {
      maxBytes: bus.buffer?.max_bytes ?? 64 * 1024 * 1024,
      maxAgeSeconds: secondsOf(bus.buffer?.max_age ?? '24h'),
    },
    heartbeatSeconds: secondsOf(bus.heartbeat ?? '10s'),
    receive: {
      http: bus.receive?.http ?? false,
      nats: bus.receive?.nats ?? false,
      patienceSeconds: secondsOf(bus.receive?.patience ?? '60s'),
    },
  };
}

/** What the schema cannot say of the block. */
export function busProblems(bus: BusBlock | undefined, document: ParsedDocument): Finding[] {
  return bus === undefined ? [] : [...missingSinks(bus, document), ...doubleCredentials(bus, document)];
}

/** By default, events go by all ways that there are. */
function modeOf({ mode, http, nats }: BusBlock): BusMode {
  if (mode !== undefined) return mode;
  if (http !== undefined && nats !== undefined) return 'hybrid';
  return http !== undefined ? 'http' : nats !== undefined ? 'nats' : 'off';
}

type Path = (file: string) => string;

function httpOptions(http: NonNullable<BusBlock['http']>, path: Path): HttpSinkOptions {
  const { url, ca_file } = http;
  return { url, credentials: httpCredentials(http, path), caFile: ca_file === undefined ? undefined : path(ca_file) };
}

function httpCredentials(http: NonNullable<BusBlock['http']>, path: Path): HttpCredentials {
  const { bearer_token_file, username, password_file } = http;
  if (bearer_token_file !== undefined) return { kind: 'bearer', tokenFile: path(bearer_token_file) };
  if (username === undefined || password_file === undefined) return { kind: 'none' };
  return { kind: 'basic', username, passwordFile: path(password_file) };
}

function natsOptions(nats: NonNullable<BusBlock['nats']>, path: Path): NatsSinkOptions {
  const optional = (file: string | undefined) => (file === undefined ? undefined : path(file));
  const { servers, tls, stream, subject_prefix } = nats;
  return {
    servers,
    credentials: natsCredentials(nats, path),
    tls: tls && { caFile: optional(tls.ca_file), certFile: optional(tls.cert_file), keyFile: optional(tls.key_file) },
    stream,
    subjectPrefix: subject_prefix ?? 'fleet.events',
  };
}

function natsCredentials(nats: NonNullable<BusBlock['nats']>, path: Path): NatsCredentials {
  const { username, password_file, token_file, nkey_seed_file, credentials_file } = nats;
  if (credentials_file !== undefined) return { kind: 'credentials', file: path(credentials_file) };
  if (nkey_seed_file !== undefined) return { kind: 'nkey', seedFile: path(nkey_seed_file) };
  if (token_file !== undefined) return { kind: 'token', tokenFile: path(token_file) };
  if (username === undefined || password_file === undefined) return { kind: 'none' };
  return { kind: 'password', username, passwordFile: path(password_file) };
}

function missingSinks(bus: BusBlock, document: ParsedDocument): Finding[] {
  return sinksOf(modeOf(bus)).flatMap((sink): Finding[] => {
    if (bus[sink] !== undefined) return [];
    return [
      {
        code: 'bus-sink-missing',
        risk: 'G',
        severity: 'error',
        place: document.placeOfValue(['bus', 'mode']),
        message: `\`bus.mode\` is \`${modeOf(bus)}\`, and there is no \`bus.${sink}\``,
        why: 'events would be kept for a receiver that nobody has named, until they are too old',
        remedy: `add \`bus.${sink}\`, or choose another mode`,
      },
    ];
  });
}

/** Ways to be known by; a server looks at one. */
const ways = {
  http: ['bearer_token_file', 'password_file'],
  nats: ['password_file', 'token_file', 'nkey_seed_file', 'credentials_file'],
} as const;

function doubleCredentials(bus: BusBlock, document: ParsedDocument): Finding[] {
  const given = {
    http: ways.http.filter((way) => bus.http?.[way] !== undefined),
    nats: ways.nats.filter((way) => bus.nats?.[way] !== undefined),
  };
  return (['http', 'nats'] as const).flatMap((sink): Finding[] => {
    const [, second] = given[sink];
    if (second === undefined) return [];
    return [
      {
        code: 'bus-credentials-ambiguous',
        risk: 'G',
        severity: 'error',
        place: document.placeOfKey(['bus', sink, second]),
        message: `\`bus.${sink}\` has several credentials: ${given[sink].join(', ')}`,
        why: 'the receiver would know this machine by another one than was meant',
        remedy: 'keep one of them',
      },
    ];
  });
}
