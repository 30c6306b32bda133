import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { ProbeTarget } from '../probes/answer.js';

/** Takes a datagram and the address that it came from. */
export type TakeDatagram = (datagram: Buffer, from: string) => void;

/** A UDP socket that hears datagrams, and sends those that it is given; it answers nobody. */
export class Wire {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Opens the socket. Rejects where the address is taken or is none of this machine. */
  static async open({ host, port }: ProbeTarget, take: TakeDatagram): Promise<Wire> {
    const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4' });
    socket.on('message', (datagram, { address }) => take(datagram, address));
    socket.bind(port, host);
    await once(socket, 'listening');
    // Of a port at which nobody listens the kernel tells by an error, later (ip(7), IP_RECVERR).
    socket.on('error', () => undefined);
    socket.unref();
    return new Wire(socket);
  }

  /** The port that it hears on. */
  get port(): number {
    return this.#socket.address().port;
  }

  /** Sends a datagram. That it cannot be sent is no news: then the peer does not hear it. */
  send(datagram: Buffer, { host, port }: ProbeTarget): void {
    this.#socket.send(datagram, port, host, () => undefined);
  }

  close(): void {
    this.#socket.close();
  }
}
