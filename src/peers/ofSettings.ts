import type { Settings } from '../settings.js';
import { readKey } from './key.js';
import { peersOf } from './place.js';
import { PeerWatch } from './watch.js';

/** Watches all other machines of the settings. */
export function peerWatchOf(
  { machine, machines, peers, changes }: Pick<Settings, 'machine' | 'machines' | 'peers' | 'changes'>,
  deaf: (error: unknown) => void,
): PeerWatch {
  return new PeerWatch({
    own: machine.name,
    listen: machine.listen,
    peers: peersOf(machines, machine.name),
    witnesses: peers.witnesses,
    timeoutMs: peers.timeoutSeconds * 1000,
    heartbeatMs: peers.heartbeatSeconds * 1000,
    readKey: () => readKey(changes.tokenFile),
    clocks: { now: Date.now, elapsed: () => performance.now() },
    deaf,
  });
}
