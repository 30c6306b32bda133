import { Router } from 'express';
import type { HubView } from '../hubs/view.js';

/**
 * `GET /hub_health`: answers for the Prometheus and the Alertmanager of this machine, each check with what was seen and since
 * when it has been so. 200 where the hub is well, 503 where it is not, 404 where the machine has none.
 *
 * @param look nothing where the settings name no hub of this machine
 */
export function hubHealthRoute(machine: string, look: (() => Promise<HubView>) | undefined): Router {
  const router = Router();
  router.get('/hub_health', async (_request, response) => {
    if (look === undefined) {
      response.status(404).json({ machine, status: 'none', reason: 'the settings name no hub of this machine' });
      return;
    }
    const view = await look();
    response.status(view.isUp ? 200 : 503).json(bodyOf(machine, view));
  });
  router.all('/hub_health', (_request, response) => {
    response.status(405).set('Allow', 'GET, HEAD').type('text').send('This address takes GET.\n');
  });
  return router;
}

function bodyOf(machine: string, { isUp, lookedAt, checks, samples, rulesEvaluatedAt }: HubView) {
  return {
    machine,
    status: isUp ? 'up' : 'down',
    looked_at: timeOf(lookedAt),
    checks: checks.map(({ check, ok, seen, since }) => ({ check, ok, seen, since: timeOf(since) })),
    newest_samples: samples.map(({ of, at }) => ({ of, at: timeOf(at) })),
    rules_evaluated_at: timeOf(rulesEvaluatedAt),
  };
}

/** Unix seconds as RFC 3339; `null` for never. */
function timeOf(seconds: number): string | null {
  return seconds > 0 ? new Date(seconds * 1000).toISOString() : null;
}
