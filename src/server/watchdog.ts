import express, { Router } from 'express';
import type { TokenFile } from '../triggers/tokenFile.js';
import { requireToken } from './bearer.js';
import { parseNotification } from './pager-page.js';
import { postOnly, unreadBody } from './refusals.js';

/** Largest notification that is read, in bytes; one of the dead man's switch takes about 2 KiB. */
const bodyLimit = 64 * 1024;

/**
 * `POST /watchdog`: takes the dead man's switch from Alertmanager, and calls `received` for it. Nothing else that is posted
 * counts, and nothing of it is kept. Where a token is set, only whoever has it is heard.
 */
export function watchdogRoute(received: () => void, token?: TokenFile): Router {
  const router = Router();
  const uncounted = () => undefined;
  if (token?.isSet) router.post('/watchdog', requireToken(token, uncounted));
  router.post('/watchdog', express.json({ limit: bodyLimit }), (request, response) => {
    response.type('text');
    const notification = parseNotification(request.body, new Date());
    if (!notification.ok) {
      response.status(400).send('This is no notification of Alertmanager.\n');
      return;
    }
    const isAlive = notification.pages.some(
      ({ status, labels }) => status === 'firing' && labels.alertname === 'FleetWatchdog',
    );
    // Alertmanager does not try again what is answered with 2xx or 4xx: there is nothing to be had of another alert.
    if (!isAlive) {
      response.status(400).send('This address takes FleetWatchdog while it fires.\n');
      return;
    }
    received();
    response.send('Received.\n');
  });
  router.all('/watchdog', postOnly);
  router.use('/watchdog', unreadBody());
  return router;
}
