import { Router } from 'express';
import type { Endpoint } from '../discovery/endpoints.js';

/** `GET /sd/agents`: agents that expose metrics of their own, as Prometheus HTTP service discovery reads it. */
export function serviceDiscoveryRoute(machine: string, endpoints: () => readonly Endpoint[]): Router {
  const router = Router();
  router.get('/sd/agents', (_request, response) => {
    response.json(endpoints().map((endpoint) => targetGroup(machine, endpoint)));
  });
  return router;
}

/** One group an agent. An IPv6 address stands in brackets (RFC 3986, 3.2.2). */
function targetGroup(machine: string, { agent, host, port, path }: Endpoint) {
  const address = host.includes(':') ? `[${host}]` : host;
  return { targets: [`${address}:${port}`], labels: { machine, agent, __metrics_path__: path } };
}
