import { Router } from 'express';
import type { Endpoint } from '../discovery/endpoints.js';
import { formatAddress } from './listen.js';

/** `GET /sd/agents`: agents that expose metrics of their own, as Prometheus HTTP service discovery reads it. */
export function serviceDiscoveryRoute(machine: string, endpoints: () => readonly Endpoint[]): Router {
  const router = Router();
  router.get('/sd/agents', (_request, response) => {
    response.json(endpoints().map((endpoint) => targetGroup(machine, endpoint)));
  });
  return router;
}

/** One group an agent. */
function targetGroup(machine: string, { agent, host, port, path }: Endpoint) {
  return { targets: [formatAddress({ host, port })], labels: { machine, agent, __metrics_path__: path } };
}
