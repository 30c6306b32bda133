import { Router } from 'express';
import type { Agent } from '../fleet/model.js';
import type { Health } from '../health/patient.js';
import { isUp, verdicts } from '../health/verdict.js';
import { escapeHtml, htmlPage, styleSheet } from './html.js';

/** What the landing page shows. */
export interface LandingSource {
  readonly machine: string;
  readonly version: string;
  agents(): readonly Agent[];
  health(agent: string): Health;
}

/** `GET /`: which agents there are and how they fare, the worst first. Alerts link to an agent's row. */
export function landingRoute(source: LandingSource): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.type('html').send(landingPage(source));
  });
  router.get('/style.css', (_request, response) => {
    response.type('css').send(styleSheet);
  });
  return router;
}

function landingPage({ machine, version, agents, health }: LandingSource): string {
  const rows = agents()
    .map((agent) => ({ agent, health: health(agent.name) }))
    .sort((a, b) => gravity(a.health) - gravity(b.health));
  const up = rows.filter((row) => isUp(row.health.verdict)).length;
  const links = ['findings', 'metrics', 'runbooks', 'sd/agents', '-/ready']
    .map((path) => `<li><a href="/${path}">/${path}</a></li>`)
    .join('\n');
  return htmlPage(
    `${machine}: ${up} of ${rows.length} agents up`,
    `<h1>${escapeHtml(machine)}: ${up} of ${rows.length} agents up</h1>
<p>fleetwatch ${escapeHtml(version)}</p>
<ul>
${links}
</ul>
<table>
<thead><tr><th>Agent</th><th>Group</th><th>Verdict</th><th>Reason</th><th>Since the last answer</th></tr></thead>
<tbody>
${rows.map(({ agent, health: known }) => row(machine, agent, known)).join('\n')}
</tbody>
</table>`,
  );
}

/** Unhealthy and worse first, healthy last. */
function gravity({ verdict }: Health): number {
  return verdict === 'healthy'
    ? verdicts.length
    : verdict === 'degraded'
      ? verdicts.length - 1
      : verdicts.indexOf(verdict);
}

function row(machine: string, agent: Agent, { verdict, reason, lastHealthyTimestamp }: Health): string {
  const last = lastHealthyTimestamp === 0 ? 'never' : `${Math.round(Date.now() / 1000 - lastHealthyTimestamp)} s`;
  const cells = [agent.name, agent.group, verdict, reason, last].map((text) => `<td>${escapeHtml(text)}</td>`);
  return `<tr id="${escapeHtml(`${machine}-${agent.name}`)}">${cells.join('')}</tr>`;
}
