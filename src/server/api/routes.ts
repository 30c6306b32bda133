import { readFile } from 'node:fs/promises';
import { type Response, Router } from 'express';
import { agentSheet } from '../board/model/agent.js';
import { boardOf } from '../board/model/board.js';
import { changePart, journalPart } from '../board/model/changes.js';
import { exporterPart } from '../board/model/exporter.js';
import { fleetPart } from '../board/model/fleet.js';
import { leakPart } from '../board/model/leaks.js';
import { logPart } from '../board/model/logs.js';
import { portPart } from '../board/model/ports.js';
import { riskPart } from '../board/model/risks.js';
import type { BoardSource } from '../board/source.js';
import { jsonText } from './json.js';

const description = new URL('../../../schemas/openapi.json', import.meta.url);

/** What is answered at which path below `/api/v1`. */
const parts: Readonly<Record<string, (source: BoardSource) => unknown>> = {
  board: boardOf,
  agents: fleetPart,
  ports: portPart,
  logs: logPart,
  leaks: leakPart,
  risks: (source) => ({ risks: riskPart(source) }),
  changes: changePart,
  journal: journalPart,
  exporter: exporterPart,
};

/** `GET /api/v1/…`: what the board shows, as JSON. `/api/v1/openapi.json` describes it. */
export async function apiRoutes(source: BoardSource): Promise<Router> {
  const openApi = await readFile(description, 'utf8');
  const router = Router();
  for (const [name, answer] of Object.entries(parts)) {
    router.get(`/api/v1/${name}`, (_request, response) => send(response, answer(source)));
  }
  router.get('/api/v1/agents/:name', (request, response) => {
    const sheet = agentSheet(source, request.params.name);
    if (sheet === undefined) response.status(404);
    send(response, sheet ?? { error: 'no agent of this machine has that name; /api/v1/agents lists all' });
  });
  router.get('/api/v1/openapi.json', (_request, response) => {
    response.type('json').send(openApi);
  });
  return router;
}

function send(response: Response, answer: unknown): void {
  response.set('Cache-Control', 'no-store').type('json').send(jsonText(answer));
}
