import { Router } from 'express';
import type { Finding } from '../finding.js';
import { postOnly } from './refusals.js';

/** What the program can say and do about itself. */
export interface Lifecycle {
  /** True once the fleet is loaded and every collector has run once. */
  isReady(): boolean;
  /** Reads settings and start-up files again; the findings where anything is broken. */
  reload(): Promise<{ readonly success: boolean; readonly findings: readonly Finding[] }>;
}

/** `/-/healthy`, `/-/ready` and `POST /-/reload`, as Prometheus' own servers have them. */
export function lifecycleRoutes(lifecycle: Lifecycle, describe: (findings: readonly Finding[]) => string): Router {
  const router = Router();
  router.get('/-/healthy', (_request, response) => {
    response.type('text').send('fleetwatch is healthy.\n');
  });
  router.get('/-/ready', (_request, response) => {
    if (lifecycle.isReady()) response.type('text').send('fleetwatch is ready.\n');
    else response.status(503).type('text').send('fleetwatch is starting.\n');
  });
  router.post('/-/reload', async (_request, response) => {
    const { success, findings } = await lifecycle.reload();
    if (success) response.type('text').send('reloaded\n');
    else
      response
        .status(500)
        .type('text')
        .send(`not reloaded, the last good state stays:\n${describe(findings)}\n`);
  });
  router.all('/-/reload', postOnly);
  return router;
}
