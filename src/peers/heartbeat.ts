import { createHmac, timingSafeEqual } from 'node:crypto';
import { isRecord } from '../isRecord.js';
import { parsedJson } from '../parsedJson.js';

/**
 * What one fleetwatch says to another once a second, over UDP: that it lives, and what it heard of the other last. Cf.
 * Bidirectional Forwarding Detection (RFC 5880), whose sides tell each other of their state, so that a failure of one
 * direction is known on both.
 */
export interface Heartbeat {
  readonly from: string;
  readonly to: string;
  /** Unix time in milliseconds at which the sender started: a later run of it has a larger one. */
  readonly session: number;
  /** Counts from 1 in each session. */
  readonly sequence: number;
  /** By the sender's monotonic clock, in milliseconds. */
  readonly sentAt: number;
  /** The newest heartbeat of the receiver that the sender knows of; absent where it knows of none. */
  readonly heard?: Echo;
}

/** A heartbeat that was heard, as the one who sent it is told of it. */
export interface Echo {
  readonly session: number;
  readonly sequence: number;
  /** By the clock of the one that sent it. */
  readonly sentAt: number;
  /** Milliseconds from its arrival to the answer. */
  readonly heldFor: number;
}

/** Why a datagram is none that can be believed. */
export type Unreadable = 'malformed' | 'forged';

/** Longest datagram that is read, in bytes; two names of 128 characters and eight numbers fit well. */
const longestBytes = 1024;
/** Digest of a datagram without a key, of the length of one with. */
const unsigned = '0'.repeat(64);

/** A datagram: HMAC-SHA256 in hexadecimal (RFC 2104), a blank, JSON. */
export function encodeHeartbeat(heartbeat: Heartbeat, key: string | undefined): Buffer {
  const text = JSON.stringify(heartbeat);
  return Buffer.from(`${signature(text, key)} ${text}`);
}

/** What a datagram says, where it is one of ours. Whoever has no key of its own cannot tell who wrote it. */
export function decodeHeartbeat(datagram: Buffer, key: string | undefined): Heartbeat | Unreadable {
  if (datagram.length > longestBytes) return 'malformed';
  const parts = /^(?<digest>[0-9a-f]{64}) (?<text>\{.*\})$/.exec(datagram.toString('utf8'))?.groups;
  if (parts?.digest === undefined || parts.text === undefined) return 'malformed';
  if (!timingSafeEqual(Buffer.from(parts.digest), Buffer.from(signature(parts.text, key)))) return 'forged';
  return heartbeatOf(parsedJson(parts.text)) ?? 'malformed';
}

function signature(text: string, key: string | undefined): string {
  return key === undefined ? unsigned : createHmac('sha256', key).update(text).digest('hex');
}

function heartbeatOf(value: unknown): Heartbeat | undefined {
  if (!isRecord(value)) return undefined;
  const { from, to, session, sequence, sentAt, heard } = value;
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  if (!isCount(session) || !isCount(sequence) || !isTime(sentAt)) return undefined;
  const heartbeat = { from, to, session, sequence, sentAt };
  if (heard === undefined) return heartbeat;
  const echo = echoOf(heard);
  return echo && { ...heartbeat, heard: echo };
}

function echoOf(value: unknown): Echo | undefined {
  if (!isRecord(value)) return undefined;
  const { session, sequence, sentAt, heldFor } = value;
  if (!isCount(session) || !isCount(sequence) || !isTime(sentAt) || !isTime(heldFor)) return undefined;
  return { session, sequence, sentAt, heldFor };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
