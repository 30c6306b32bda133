import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FleetEvent } from '../../../src/bus/event.js';

/**
 * Where events are posted to before the cutover: hands them on to a fleetwatch, which counts them, and keeps a copy of what
 * was taken. It can lose a batch that it has said to have taken.
 */
export class FormerHub {
  /** In the order in which they came. */
  readonly events: FleetEvent[] = [];
  /** What it has said to have taken, and has lost. */
  readonly lost: FleetEvent[] = [];
  readonly url: string;
  readonly #server: Server;
  readonly #target: string;
  #losesNext = false;

  private constructor(server: Server, port: number, target: string) {
    this.#server = server;
    this.#target = target;
    this.url = `http://127.0.0.1:${port}/events`;
  }

  static async start(target: string): Promise<FormerHub> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the former hub has no port');
    const hub = new FormerHub(server, address.port, target);
    server.on('request', (request, response) => {
      hub.#take(request, response).catch(() => response.writeHead(502).end());
    });
    return hub;
  }

  /** The next batch is answered and goes no further. */
  loseOne(): void {
    this.#losesNext = true;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    if (this.#losesNext) {
      this.#losesNext = false;
      this.lost.push(...JSON.parse(body.toString()));
      response.writeHead(204).end();
      return;
    }
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const { status } = await fetch(this.#target, { method: 'POST', headers, body });
    if (status === 204) this.events.push(...JSON.parse(body.toString()));
    response.writeHead(status).end();
  }
}
