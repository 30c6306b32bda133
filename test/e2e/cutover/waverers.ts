import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * Agents of one machine that answer as the base class does, and say something else each time that they are asked: what an
 * agent says itself is believed at once, so that each probe makes an event.
 */
export class Waverers {
  readonly #servers: readonly Server[];
  /** Ports of their health checks; the agent's own is said to be the one before. */
  readonly ports: readonly number[];
  #isSteady = false;

  private constructor(servers: readonly Server[], ports: readonly number[]) {
    this.#servers = servers;
    this.ports = ports;
  }

  static async start(count: number): Promise<Waverers> {
    const servers = Array.from({ length: count }, () => createServer({ noDelay: true }));
    const ports: number[] = [];
    for (const server of servers) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the agent has no port');
      ports.push(address.port);
    }
    const agents = new Waverers(servers, ports);
    for (const [index, server] of servers.entries()) agents.#answerOn(server, ports[index] ?? 0);
    return agents;
  }

  /** From now on all of them are healthy. */
  settle(): void {
    this.#isSteady = true;
  }

  stop(): void {
    for (const server of this.#servers) server.close();
  }

  #answerOn(server: Server, port: number): void {
    let isHealthy = false;
    server.on('connection', (socket: Socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        isHealthy = this.#isSteady || !isHealthy;
        socket.end(answer(isHealthy ? 'healthy' : 'degraded', port - 1));
      });
    });
  }
}

function answer(health_status: 'healthy' | 'degraded', port: number): string {
  const body = JSON.stringify({ health_status, health_details: { port } });
  const head = ['HTTP/1.1 200 OK', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  return [...head, 'Connection: close', '', body].join('\r\n');
}
