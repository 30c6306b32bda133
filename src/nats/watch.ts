import type { NatsServerSettings } from '../settingsNats.js';
import type { LeafLink } from './answers.js';
import { askAt } from './ask.js';
import { lookAt, type NatsView } from './look.js';

/** For all answers of one server, in milliseconds: they are figures that it has at hand. */
const deadline = 3000;

/** Remotes of one server that are remembered: a hub that sees ever new addresses is not followed for ever. */
const mostRemotes = 1000;

/** Seconds to the server at the other end and back, 0 where that was not measured yet; `undefined` for a link that is gone. */
export type Links = ReadonlyMap<string, number | undefined>;

/** A server by the settings, with what it said. */
export interface WatchedServer {
  readonly settings: NatsServerSettings;
  readonly view: NatsView;
  /** By the name or address of the other server: the links that stand, and those that stood before. */
  readonly links: Links;
  /** Unix time of the look in milliseconds. */
  readonly lookedAt: number;
}

/** Looks at the NATS servers of one machine. */
export class NatsWatch {
  readonly #servers: readonly { readonly settings: NatsServerSettings; readonly remotes: Set<string> }[];
  readonly #now: () => number;

  readonly #patience: number;

  constructor(servers: readonly NatsServerSettings[], now: () => number, milliseconds = deadline) {
    this.#patience = milliseconds;
    this.#servers = servers.map((settings) => ({ settings, remotes: new Set() }));
    this.#now = now;
  }

  /** Never rejects. */
  look(signal: AbortSignal): Promise<WatchedServer[]> {
    return Promise.all(
      this.#servers.map(async ({ settings, remotes }) => {
        const ask = askAt(settings.url, AbortSignal.any([signal, AbortSignal.timeout(this.#patience)]));
        const view = await lookAt(ask);
        return { settings, view, links: linksOf(view.links ?? [], remotes), lookedAt: this.#now() };
      }),
    );
  }
}

function linksOf(standing: readonly LeafLink[], remotes: Set<string>): Links {
  const links = new Map<string, number | undefined>(Array.from(remotes, (remote) => [remote, undefined]));
  for (const { remote, roundTripSeconds } of standing) {
    if (remotes.size < mostRemotes) remotes.add(remote);
    // Several links may lead to one address: the slowest of them is told.
    links.set(remote, Math.max(links.get(remote) ?? 0, roundTripSeconds ?? 0));
  }
  return links;
}
