import { counted } from '../../../document/wording.js';
import type { PortState } from '../../../sockets/portView.js';
import type { PortPart } from '../model/ports.js';
import { part, type Tone, table, text, toned } from './markup.js';
import { newsNote } from './news.js';
import { portMap } from './portMap.js';

/** States of which somebody should know. A port that is silent because its agent is down is told of there. */
const tones: Readonly<Record<PortState, Tone>> = {
  listening: 'good',
  silent: 'warn',
  taken: 'bad',
  unseen: 'dull',
  unused: 'dull',
};
const shownRows = 50;

export function ports(seen: PortPart, now: number): string {
  const { range, rows, rogue, unseen } = seen;
  const use =
    range === null
      ? ''
      : `<p>${range.used} of ${range.last - range.first + 1} ports between ${range.first} and ${range.last} are in use; the longest free stretch has ${range.largestFree}.</p>`;
  const blind =
    unseen === 0 ? '' : `<p>${counted(unseen, 'listening socket')} of processes that may not be looked at.</p>`;
  return part('ports', 'Ports', [newsNote(seen.news, now), use, portMap(seen), blind, amiss(rows, rogue)].join('\n'));
}

function amiss(rows: PortPart['rows'], rogue: PortPart['rogue']): string {
  const wrong = rows.filter(({ state }) => state === 'taken' || state === 'silent');
  const worst = wrong.sort((a, b) => Number(b.state === 'taken') - Number(a.state === 'taken') || a.port - b.port);
  const entries = [
    ...worst.map(({ port, state, agent, role, holder }) => {
      return [
        String(port),
        toned(tones[state], state),
        `${text(agent)}, ${text(role)}`,
        text(holder ?? 'nobody'),
      ] as const;
    }),
    ...rogue.map(({ port, holder }) => [String(port), toned('warn', 'rogue'), 'nobody', text(holder)] as const),
  ];
  if (entries.length === 0) return '<p>No port is taken by another process, silent or rogue.</p>';
  const shown = entries.slice(0, shownRows).map((cells) => ({ cells }));
  const more =
    entries.length > shownRows
      ? `<p>${entries.length - shownRows} more: <a href="/api/v1/ports">all ports</a>.</p>`
      : '';
  const head = ['Port', 'State', 'Assigned to', 'Held by'];
  return table({ caption: 'Ports that are taken, silent or rogue', head, rows: shown }) + more;
}
