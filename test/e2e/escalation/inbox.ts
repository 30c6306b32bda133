import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Page, parseNotification } from '../../../src/server/pager-page.js';

/** What somebody was told, by the role in the path of their webhook; it can be made to fail. */
export class Inbox {
  readonly #server: Server;
  readonly #pages = new Map<string, Page[]>();
  readonly #broken = new Set<string>();

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const role = request.url?.slice(1) ?? '';
      const body = await text(request);
      if (this.#broken.has(role)) {
        response.writeHead(503).end();
        return;
      }
      const notification = parseNotification(JSON.parse(body), new Date());
      if (notification.ok) this.#pages.set(role, [...this.of(role), ...notification.pages]);
      response.end();
    });
  }

  static async open(): Promise<Inbox> {
    const inbox = new Inbox();
    inbox.#server.listen(0, '127.0.0.1');
    await once(inbox.#server, 'listening');
    return inbox;
  }

  url(role: string): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/${role}`;
  }

  /** Pages of a role, the oldest first. */
  of(role: string): readonly Page[] {
    return this.#pages.get(role) ?? [];
  }

  /** What a role was told of an alert's escalations, or of the alert itself: `firing`, `resolved`, ... */
  told(role: string, alert: string): string[] {
    const about = ({ labels }: Page) => (labels.escalated_alert ?? labels.alertname) === alert;
    return this.of(role)
      .filter(about)
      .map(({ status }) => status);
  }

  /** From now on nothing can be delivered to a role. */
  break(role: string): void {
    this.#broken.add(role);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
