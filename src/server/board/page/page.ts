import type { Board } from '../model/board.js';
import { changes, journal } from './changes.js';
import { exporter } from './exporter.js';
import { causes, glance, groups, headline } from './fleet.js';
import { leaks } from './leaks.js';
import { logs } from './logs.js';
import { text } from './markup.js';
import { ports } from './ports.js';
import { risks } from './risks.js';
import { time } from './wording.js';

const sections = [
  ['causes', 'Where to begin'],
  ['changes', 'Changes'],
  ['agents', 'Agents'],
  ['risks', 'Risks'],
  ['leaks', 'Credentials'],
  ['ports', 'Ports'],
  ['logs', 'Logs'],
  ['journal', 'Rollbacks'],
  ['exporter', 'fleetwatch'],
] as const;

const links = [
  'findings',
  'runbooks',
  'metrics',
  'sd/agents',
  '-/ready',
  'api/v1/board',
  'api/v1/openapi.json',
] as const;

/**
 * The board as a page with its sheet in it: the first paint waits for one answer, not for two. Everything in it stands
 * still without scripts; `board.js` exchanges its parts.
 */
export function boardPage(board: Board, sheet: string): string {
  const { machine, fleet, at } = board;
  const title = text(headline(machine, fleet));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${sheet}</style>
<script type="module" src="/board.js"></script>
</head>
<body>
<a class="skip" href="#causes-title">Skip to where to begin</a>
<header>
<h1 data-part="headline">${title}</h1>
<p id="clock" data-part="clock">As of ${time(at, at)} UTC</p>
<p id="connection" role="status"></p>
<p id="news" class="spoken" role="status"></p>
<p id="still">This page stands still: <a href="/">load it again</a>.</p>
<nav aria-label="Parts of this page"><ul>${sections.map(([id, name]) => `<li><a href="#${id}-title">${name}</a></li>`).join('')}</ul></nav>
</header>
<main>
<div data-part="glance">${glance(fleet)}</div>
${causes(fleet, at)}
${changes(board.changes, at)}
<section id="agents" aria-labelledby="agents-title">
<h2 id="agents-title">Agents</h2>
<div id="search" role="search"><label for="filter">Show only agents with</label> <input id="filter" type="search" autocomplete="off"> <span id="matches" role="status"></span></div>
<div id="groups">
${groups(machine, fleet, at)}
</div>
</section>
${risks(board.risks)}
${leaks(board.leaks, at)}
${ports(board.ports, at)}
${logs(board.logs, at)}
${journal(board.journal, at)}
${exporter(board.exporter, at)}
</main>
<footer><nav aria-label="More"><ul>${links.map((path) => `<li><a href="/${path}">/${path}</a></li>`).join('')}</ul></nav></footer>
</body>
</html>
`;
}
