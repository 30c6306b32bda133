import express, { Router } from 'express';
import type { RollbackAlert } from '../triggers/alert.js';
import { readNotification } from '../triggers/notification.js';
import type { IdleResult } from '../triggers/tally.js';
import type { TokenFile } from '../triggers/tokenFile.js';
import { requireToken } from './bearer.js';
import { postOnly, unreadBody } from './refusals.js';

/** Largest notification that is read, in bytes. One alert of the bundled rules takes about 2 KiB. */
const bodyLimit = 1024 * 1024;

export interface RollbackWebhook {
  readonly token: TokenFile;
  /** Takes the alerts; what it rejects with is answered by 500, and Alertmanager sends them again. */
  readonly take: (alerts: readonly RollbackAlert[]) => Promise<void>;
  readonly refused: (result: Extract<IdleResult, 'unauthorized' | 'malformed'>) => void;
}

/**
 * `POST /webhooks/rollback`: takes rollback alerts from Alertmanager. Whoever has no token is refused before anything of
 * the body is read. That a notification is answered with 200 says that it was understood, not that it started anything:
 * Alertmanager tells every fleetwatch, and only one keeps the change.
 */
export function rollbackWebhookRoute({ token, take, refused }: RollbackWebhook): Router {
  const router = Router();
  const readBody = express.text({ type: 'application/json', limit: bodyLimit, inflate: false });
  const admit = requireToken(token, () => refused('unauthorized'));
  router.post('/webhooks/rollback', admit, readBody, async (request, response) => {
    response.type('text');
    const body: unknown = request.body;
    const read = readNotification(typeof body === 'string' ? body : '');
    if (read.kind === 'malformed') {
      refused('malformed');
      response.status(400).send(`This is no notification of Alertmanager: ${read.reason}.\n`);
      return;
    }
    await take(read.alerts);
    response.send('Received.\n');
  });
  router.all('/webhooks/rollback', postOnly);
  router.use(
    '/webhooks/rollback',
    unreadBody(() => refused('malformed')),
  );
  return router;
}
