import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Answers one request; `form` holds what was posted. */
export type Handler = (request: IncomingMessage, response: ServerResponse, form: URLSearchParams) => void;

/** A server that says what a test wants Prometheus to say. */
export class PrometheusStub {
  handle: Handler = (_, response) => void response.end(vector([]));
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => this.handle(request, response, new URLSearchParams(body)));
  });

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** An instant vector with these values, as Go writes them. */
export function vector(values: readonly string[], warnings: readonly string[] = []): string {
  const result = values.map((value, index) => ({ metric: { agent: `a${index}` }, value: [1_795_341_600.5, value] }));
  return JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result },
    ...(warnings.length > 0 ? { warnings } : {}),
  });
}
