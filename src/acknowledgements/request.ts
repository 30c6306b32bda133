import { randomBytes } from 'node:crypto';
import { closest, distance } from 'fastest-levenshtein';
import { redacted } from '../redaction/redacted.js';
import { type Acknowledgement, longestMilliseconds } from './acknowledgement.js';
import type { AlertNames } from './alertNames.js';

/** What somebody asked for, as typed. */
export interface AcknowledgementRequest {
  readonly alert: string;
  readonly machine?: string | undefined;
  readonly agent?: string | undefined;
  /** How long: `30m`, `1h30m`. */
  readonly for: string;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

/** Why an acknowledgement is not taken; the message is for whoever asked. */
export class AcknowledgementRefused extends Error {
  override readonly name = 'AcknowledgementRefused';
}

const nameCharacters = 64;
const reasonCharacters = 300;

/** Checks a request made at `now` (Unix milliseconds). Throws {@link AcknowledgementRefused}. */
export function acknowledgementOf(request: AcknowledgementRequest, known: AlertNames, now: number): Acknowledgement {
  checkAlert(request.alert, known);
  return {
    id: randomBytes(4).toString('hex'),
    alert: request.alert,
    machine: optional('--machine', request.machine, nameCharacters),
    agent: optional('--agent', request.agent, nameCharacters),
    madeAt: now,
    until: now + parseDuration(request.for),
    by: personNamed(request.by),
    reason: optional('--reason', request.reason, reasonCharacters),
  };
}

/** The name given with `--by`, which is needed. Throws {@link AcknowledgementRefused}. */
export function personNamed(by: string | undefined): string {
  if (by === undefined) throw new AcknowledgementRefused('say with --by who is at it');
  return text('--by', by, nameCharacters);
}

function checkAlert(alert: string, { climbing, others }: AlertNames): void {
  if (climbing.includes(alert)) return;
  if (alert === 'FleetEscalation') {
    throw new AcknowledgementRefused(
      'FleetEscalation is no alert to acknowledge: name the one that it speaks of, its label `escalated_alert`',
    );
  }
  if (others.includes(alert)) {
    throw new AcknowledgementRefused(`${alert} is never critical and never escalated: there is nothing to acknowledge`);
  }
  const near = closest(alert, climbing);
  const isNear = near !== undefined && distance(alert, near) <= Math.max(2, Math.floor(near.length / 3));
  throw new AcknowledgementRefused(
    `there is no alert ${shown(alert)}${isNear ? `, did you mean ${near}?` : '; /runbooks lists all'}`,
  );
}

const unitMilliseconds = { h: 3_600_000, m: 60_000, s: 1000 };

/** `1h30m` in milliseconds: hours, minutes and seconds, each at most once. Throws {@link AcknowledgementRefused}. */
export function parseDuration(duration: string): number {
  const parts = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(duration);
  const [, hours = 0, minutes = 0, seconds = 0] = parts ?? [];
  const { h, m, s } = unitMilliseconds;
  const milliseconds = Number(hours) * h + Number(minutes) * m + Number(seconds) * s;
  if (milliseconds === 0) throw new AcknowledgementRefused('--for takes a duration such as 30m or 1h30m');
  if (milliseconds > longestMilliseconds) {
    throw new AcknowledgementRefused('--for is at most 24h: who is still at it then says so again');
  }
  return milliseconds;
}

function optional(option: string, given: string | undefined, longest: number): string | undefined {
  return given === undefined ? undefined : text(option, given, longest);
}

/** What somebody typed, as it may be kept and shown: on one line, not too long, and without credentials. */
function text(option: string, given: string, longest: number): string {
  const plain = given.trim();
  if (plain === '') throw new AcknowledgementRefused(`${option} is empty`);
  if (plain.length > longest) throw new AcknowledgementRefused(`${option} is longer than ${longest} characters`);
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(plain)) {
    throw new AcknowledgementRefused(`${option} holds characters that do not show`);
  }
  return redacted(plain);
}

function shown(name: string): string {
  return /^\w{1,64}$/.test(name) ? name : 'of that name';
}
