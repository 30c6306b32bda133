import express, { Router } from 'express';
import { isRecord } from '../isRecord.js';
import { parsedJson } from '../parsedJson.js';
import type { TokenFile } from '../triggers/tokenFile.js';
import { requireToken } from './bearer.js';
import { postOnly, unreadBody } from './refusals.js';

/** Largest batch that is read, in bytes: one of fleetwatch holds 1 MiB of events. A sender of more is told, and sends less at once. */
const bodyLimit = 1280 * 1024;

export interface EventReception {
  readonly token: TokenFile;
  /** Counts one event. */
  readonly note: (event: unknown) => void;
  /** Resolves when what was counted is on the disk. */
  readonly keep: () => Promise<void>;
}

/**
 * `POST /events`: takes events of the fleet, one (CloudEvents, HTTP protocol binding 1.0, 3.2) or a batch (3.3). Answers 204 when they
 * are counted and the count is kept: what was answered is not lost by a crash, what was not is sent again.
 */
export function eventsRoute({ token, note, keep }: EventReception): Router {
  const router = Router();
  const types = ['application/cloudevents+json', 'application/cloudevents-batch+json'];
  const readBody = express.text({ type: types, limit: bodyLimit });
  const uncounted = () => undefined;
  router.post('/events', requireToken(token, uncounted), readBody, async (request, response) => {
    const body: unknown = request.body;
    const events = typeof body === 'string' ? eventsIn(body) : undefined;
    if (events === undefined) {
      response
        .status(400)
        .type('text')
        .send(`This address takes events as ${types.join(' or ')}.\n`);
      return;
    }
    for (const event of events) note(event);
    await keep();
    response.status(204).end();
  });
  router.all('/events', postOnly);
  router.use('/events', unreadBody());
  return router;
}

function eventsIn(text: string): unknown[] | undefined {
  const content = parsedJson(text);
  if (Array.isArray(content)) return content;
  return isRecord(content) ? [content] : undefined;
}
