import type { TcpSocket } from '../system/sockets.js';
import { readSockets } from '../system/socketTables.js';

/** What was read is good for so long, in milliseconds: two collectors look at nearly the same time. */
const goodMilliseconds = 5000;

/** The sockets of this machine, read once for all who look at the same time. */
export class SocketTable {
  readonly #procRoot: string;
  readonly #now: () => number;
  #read: { readonly sockets: Promise<readonly TcpSocket[]>; readonly at: number } | undefined;

  constructor(procRoot: string, now: () => number) {
    this.#procRoot = procRoot;
    this.#now = now;
  }

  /** All sockets, at most some seconds old. Throws where the kernel does not show them: nothing is known then. */
  look(): Promise<readonly TcpSocket[]> {
    const at = this.#now();
    if (this.#read === undefined || at - this.#read.at >= goodMilliseconds) {
      this.#read = { sockets: this.#readAll(), at };
    }
    return this.#read.sockets;
  }

  async #readAll(): Promise<readonly TcpSocket[]> {
    const reading = await readSockets(this.#procRoot);
    if (reading === undefined || reading === 'denied') {
      throw new Error(`${this.#procRoot}/net/tcp ${reading === 'denied' ? 'may not be read' : 'is not there'}`);
    }
    return eachOnce(reading);
  }
}

/** While the table changes, the kernel may show a socket twice, see {@link readSockets}. */
function eachOnce(sockets: readonly TcpSocket[]): readonly TcpSocket[] {
  const seen = new Set<number>();
  return sockets.filter(({ inode }) => {
    if (inode === 0) return true;
    if (seen.has(inode)) return false;
    seen.add(inode);
    return true;
  });
}
