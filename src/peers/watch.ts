import { isIP } from 'node:net';
import type { WitnessAddress } from '../settingsPeers.js';
import { type Clocks, Conversation } from './conversation.js';
import { decodeHeartbeat, encodeHeartbeat } from './heartbeat.js';
import type { Key } from './key.js';
import { lookAtPeer, type PeerLook, reachOf } from './look.js';
import type { Peer } from './place.js';
import { rounds } from './rounds.js';
import type { IgnoredReason, PeersView } from './view.js';
import { Wire } from './wire.js';

export interface PeerWatchOptions {
  readonly own: string;
  /** Where the exporter listens; heartbeats come in at the same number. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly peers: readonly Peer[];
  readonly witnesses: readonly WitnessAddress[];
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly readKey: () => Promise<Key>;
  readonly clocks: Clocks;
  /** Told once where the UDP port cannot be had: peers are then judged by TCP and HTTP alone. */
  readonly deaf: (error: unknown) => void;
}

/** Milliseconds from the end of a look at a peer to the next. */
const pauseMs = 2000;

/** Watches the other machines, and the links to them. */
export class PeerWatch {
  readonly #options: PeerWatchOptions;
  readonly #stopped = new AbortController();
  readonly #conversations: ReadonlyMap<string, Conversation>;
  readonly #looks = new Map<string, PeerLook>();
  readonly #witnesses = new Map<string, boolean>();
  readonly #ignored: Record<IgnoredReason, number> = { malformed: 0, forged: 0, foreign: 0, replayed: 0 };
  #key: Key = { kind: 'lost' };
  #wire: Wire | undefined;
  #heart: NodeJS.Timeout | undefined;
  #first: Promise<unknown> = Promise.resolve();

  constructor(options: PeerWatchOptions) {
    this.#options = options;
    const { own, peers, clocks } = options;
    const session = clocks.now();
    this.#conversations = new Map(peers.map(({ name }) => [name, new Conversation(own, name, session, clocks)]));
  }

  /** Begins to look and to speak. Does nothing where there is nobody to watch. */
  async start(): Promise<void> {
    const { peers, witnesses, timeoutMs, listen, heartbeatMs, deaf } = this.#options;
    const { signal } = this.#stopped;
    this.#first = Promise.all([
      ...peers.map((peer) =>
        rounds(async () => void this.#looks.set(peer.name, await lookAtPeer(peer, timeoutMs, signal)), pauseMs, signal),
      ),
      ...witnesses.map((witness) =>
        rounds(
          async () => {
            const reach = await reachOf(witness, timeoutMs, signal);
            this.#witnesses.set(nameOf(witness), reach !== 'silent');
          },
          pauseMs,
          signal,
        ),
      ),
    ]);
    if (peers.length === 0) return;
    await this.#freshKey();
    try {
      this.#wire = await Wire.open(listen, (datagram, from) => this.#take(datagram, from));
    } catch (error) {
      deaf(error);
      return;
    }
    this.#heart = setInterval(() => void this.#beat(), heartbeatMs).unref();
  }

  stop(): void {
    this.#stopped.abort();
    clearInterval(this.#heart);
    this.#wire?.close();
  }

  /** The port at which heartbeats come in; none before the start, and where it could not be had. */
  get port(): number | undefined {
    return this.#wire?.port;
  }

  /** What is known, once every peer has been looked at. */
  async look(): Promise<PeersView> {
    await this.#first;
    const { peers, witnesses } = this.#options;
    return {
      peers: peers.flatMap(({ name }) => {
        const heard = this.#conversations.get(name)?.heard;
        return heard === undefined ? [] : [{ name, look: this.#looks.get(name), heard }];
      }),
      witnesses: witnesses.map(nameOf).map((name) => ({ name, isUp: this.#witnesses.get(name) })),
      ignored: { ...this.#ignored },
    };
  }

  async #beat(): Promise<void> {
    await this.#freshKey();
    if (this.#key.kind === 'lost' || this.#stopped.signal.aborted) return;
    const key = this.#key.kind === 'key' ? this.#key.key : undefined;
    for (const peer of this.#options.peers) {
      const heartbeat = this.#conversations.get(peer.name)?.next();
      if (heartbeat !== undefined) this.#wire?.send(encodeHeartbeat(heartbeat, key), peer);
    }
  }

  /** A token that was replaced is known within one beat. */
  async #freshKey(): Promise<void> {
    this.#key = await this.#options.readKey();
  }

  #take(datagram: Buffer, from: string): void {
    const reason = this.#reasonToIgnore(datagram, from);
    if (reason !== undefined) this.#ignored[reason] += 1;
  }

  #reasonToIgnore(datagram: Buffer, from: string): IgnoredReason | undefined {
    const key = this.#key;
    if (key.kind === 'lost') return 'forged';
    const heartbeat = decodeHeartbeat(datagram, key.kind === 'key' ? key.key : undefined);
    if (typeof heartbeat === 'string') return heartbeat;
    const conversation = this.#conversations.get(heartbeat.from);
    // Without a key the address is all that a peer is known by.
    const host = this.#options.peers.find(({ name }) => name === heartbeat.from)?.host ?? '';
    if (conversation === undefined || (key.kind === 'none' && isIP(host) !== 0 && host !== from)) return 'foreign';
    const taken = conversation.take(heartbeat);
    return taken === 'heard' ? undefined : taken;
  }
}

function nameOf({ host, port }: WitnessAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
