import { createServer } from 'node:http';
import type { FleetEvent } from '../../src/bus/event.js';
import { freePort, type Undo } from './natsServer.js';

/** A hub that takes every batch of events, and ends with the test. */
export async function httpHub(undo: Undo): Promise<{ readonly events: readonly FleetEvent[]; readonly url: string }> {
  const events: FleetEvent[] = [];
  const port = await freePort();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    events.push(...JSON.parse(Buffer.concat(parts).toString()));
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  undo(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { events, url: `http://127.0.0.1:${port}/events` };
}
