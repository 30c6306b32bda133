import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { journalFile } from '../../../src/acknowledgements/journal.js';
import { AcknowledgementWatch } from '../../../src/acknowledgements/watch.js';
import { acknowledgementsCollector } from '../../../src/collectors/acknowledgements.js';
import { Page } from '../../../src/exposition/page.js';
import { renderFamilies } from '../../../src/exposition/text.js';

/** The page of an exporter: faults of agents as the test says, and acknowledgements as the real collector reads them. */
export class FaultyExporter {
  readonly #server: Server;
  readonly #faults = new Set<string>();

  private constructor(stateDirectory: string) {
    const watch = new AcknowledgementWatch(journalFile(stateDirectory), 'alpha', Date.now);
    const collector = acknowledgementsCollector({ machine: 'alpha', look: () => watch.look() });
    this.#server = createServer(async (_request, response) => {
      const page = new Page(collector.families);
      await collector.collect({ page, signal: new AbortController().signal });
      const faults = [...this.#faults].map((agent) => `fault{machine="alpha",agent="${agent}"} 1\n`);
      response.setHeader('Content-Type', 'text/plain; version=0.0.4');
      response.end(Buffer.concat([...renderFamilies(await page.render(), 'text'), Buffer.from(faults.join(''))]));
    });
  }

  static async open(stateDirectory: string): Promise<FaultyExporter> {
    const exporter = new FaultyExporter(stateDirectory);
    exporter.#server.listen(0, '127.0.0.1');
    await once(exporter.#server, 'listening');
    return exporter;
  }

  /** `host:port`. */
  get target(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  fail(agent: string): void {
    this.#faults.add(agent);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
