import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What is answered at a path: text as it is, anything else as JSON. */
export type Answers = Readonly<Record<string, unknown>>;

/** A server that answers some paths and no other; its clock is ahead of ours by so many seconds. */
export class Stub {
  answers: Answers;
  aheadSeconds = 0;
  readonly #server: Server;

  constructor(answers: Answers) {
    this.answers = answers;
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://stub').pathname;
      const answer = this.answers[path];
      response.setHeader('Date', new Date(Date.now() + this.aheadSeconds * 1000).toUTCString());
      response.statusCode = answer === undefined ? 404 : 200;
      request
        .resume()
        .on('end', () => response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {})));
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
