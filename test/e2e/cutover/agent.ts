import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** An agent that answers for its health as the base class does, and has metrics of its own, as the former hub has. */
export class StandIn {
  readonly #server: Server;
  /** The port of its health check; the agent's own is said to be the one before. */
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(): Promise<StandIn> {
    const server = createServer((request, response) => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port - 1 : 0;
      const isMetrics = request.url === '/metrics';
      response.setHeader('content-type', isMetrics ? 'text/plain; version=0.0.4' : 'application/json');
      response.end(
        isMetrics ? 'hub_reports_total 7\n' : JSON.stringify({ health_status: 'healthy', health_details: { port } }),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the agent has no port');
    return new StandIn(server, address.port);
  }

  get health(): string {
    return `http://127.0.0.1:${this.port}/health`;
  }

  stop(): void {
    this.#server.close();
  }
}
