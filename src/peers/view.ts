import type { Heard } from './conversation.js';
import type { PeerLook } from './look.js';

/** Why datagrams were ignored: unreadable, not by the key, not between us and a peer, or said before. */
export const ignoredReasons = ['malformed', 'forged', 'foreign', 'replayed'] as const;

export type IgnoredReason = (typeof ignoredReasons)[number];

/** One peer as it was found last. */
export interface PeerView {
  readonly name: string;
  /** Absent before the first look is over. */
  readonly look: PeerLook | undefined;
  readonly heard: Heard;
}

/** A TCP address that judges links. */
export interface WitnessView {
  /** `host:port` */
  readonly name: string;
  /** Absent before the first look is over. */
  readonly isUp: boolean | undefined;
}

/** All that is known here of the other machines and the links to them. */
export interface PeersView {
  readonly peers: readonly PeerView[];
  readonly witnesses: readonly WitnessView[];
  readonly ignored: Readonly<Record<IgnoredReason, number>>;
}
