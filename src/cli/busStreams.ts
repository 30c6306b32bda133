import { resolve } from 'node:path';
import type { NatsCredentials } from '../bus/options.js';
import { SendFailure } from '../bus/sinks/sink.js';
import { formatFindings } from '../document/report.js';
import { type StreamStanding, StreamsRefused, tendStreams } from '../nats/applyStreams.js';
import { loadSettings } from '../settings.js';
import { usualStream } from '../settingsNats.js';
import { exitCodes } from './exit.js';
import { advised, unanswered } from './unanswered.js';

export interface BusStreamsArguments {
  readonly config: string;
  readonly machine?: string | undefined;
  /** Make and change streams; else they are only looked at. */
  readonly apply: boolean;
  /** A user that may make streams, where that of the settings may not. */
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly json: boolean;
}

/** What the commands need of the process they run in. */
export interface BusSurroundings {
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
}

/** `fleetwatch bus streams`: the streams of a machine's nats-server, held against what they are to be. */
export async function busStreamsCommand(given: BusStreamsArguments, around: BusSurroundings): Promise<number> {
  const { settings, findings } = await loadSettings(given.config, given.machine);
  if (settings === undefined) {
    around.problem(`cannot use the settings\n${formatFindings(findings)}`);
    return exitCodes.couldNotRun;
  }
  const { bus, machine, machines, nats } = settings;
  if (bus?.nats === undefined) {
    around.problem('the settings name no nats-server: `bus.nats` is missing');
    return exitCodes.couldNotRun;
  }
  const credentials = credentialsOf(given);
  if (credentials === 'incomplete') {
    around.problem('--username and --password-file belong together');
    return exitCodes.couldNotRun;
  }
  const topology = {
    machine: machine.name,
    machines: machines.map(({ name }) => name),
    subjectPrefix: bus.nats.subjectPrefix,
    ownStream: bus.nats.stream,
    maxBytes: nats?.streamBytes ?? usualStream.bytes,
    maxAgeSeconds: nats?.streamSeconds ?? usualStream.seconds,
  };
  try {
    const server = { ...bus.nats, ...(credentials === undefined ? {} : { credentials }) };
    const standings = await tendStreams(server, topology, given.apply);
    around.write(given.json ? `${JSON.stringify(standings)}\n` : standings.map(standingText).join(''));
    return standings.every(isWell) ? exitCodes.clean : exitCodes.found;
  } catch (error) {
    if (!(error instanceof StreamsRefused || error instanceof SendFailure)) throw error;
    around.problem(error instanceof SendFailure ? serverUnanswered(bus.nats.servers, error) : error.message);
    return exitCodes.couldNotRun;
  }
}

function serverUnanswered(servers: readonly string[], { reason, message }: SendFailure): string {
  const at = servers.join(', ');
  if (reason === 'credentials') {
    const remedy = 'let this user read it, or name another by `--password-file` or `bus.nats`';
    return advised(`the nats-server at ${at} is not asked without its password`, message, remedy);
  }
  const remedy = 'start the nats-server, or correct `bus.nats` in the settings';
  return unanswered({ who: 'the nats-server', at, why: message, remedy });
}

function credentialsOf({ username, passwordFile }: BusStreamsArguments): NatsCredentials | 'incomplete' | undefined {
  if (username === undefined && passwordFile === undefined) return undefined;
  if (username === undefined || passwordFile === undefined) return 'incomplete';
  return { kind: 'password', username, passwordFile: resolve(passwordFile) };
}

function isWell({ kind }: StreamStanding): boolean {
  return kind === 'as-wanted' || kind === 'made' || kind === 'changed';
}

const words = { 'as-wanted': 'as it should be', missing: 'missing', made: 'made' } as const;

function standingText(standing: StreamStanding): string {
  const { stream } = standing;
  switch (standing.kind) {
    case 'refused':
      return `${stream}: the server refuses it: ${standing.reason}\n`;
    case 'different':
    case 'changed': {
      const verb = standing.kind === 'changed' ? 'was' : 'is';
      const lines = standing.differences.map(
        ({ setting, is, shouldBe }) => `  ${setting} ${verb} ${is}, not ${shouldBe}\n`,
      );
      return `${stream}: ${standing.kind}\n${lines.join('')}`;
    }
    default:
      return `${stream}: ${words[standing.kind]}\n`;
  }
}
