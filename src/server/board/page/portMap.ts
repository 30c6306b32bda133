import { portStates } from '../../../sockets/portView.js';
import type { PortPart } from '../model/ports.js';
import { text } from './markup.js';

/** Ports in a row of the map. */
const columns = 100;

/** What is drawn of a port: a form of its own for each, as colours alone say nothing to some. Paths in a field of 1 by 1. */
const forms = {
  listening: 'h.8v.8h-.8z',
  silent: 'h.8v.8h-.8zm.2.2v.4h.4v-.4z',
  taken: 'l.8.8m0-.8l-.8.8',
  unseen: 'm0 .4h.8',
  unused: 'm.4.3v.2',
  rogue: 'l.4.8l.4-.8z',
} as const;

type Drawn = keyof typeof forms;

const order: readonly Drawn[] = ['unused', 'listening', 'unseen', 'silent', 'taken', 'rogue'];

const words: Readonly<Record<Drawn, string>> = {
  listening: 'the agent listens',
  silent: 'nobody listens',
  taken: 'another process has it',
  unseen: 'somebody has it, and cannot be seen',
  unused: 'not opened, and need not be',
  rogue: 'somebody listens, nothing assigns it',
};

/** The range of ports as a picture, a hundred in a row, with a legend. Nothing where the range is not known. */
export function portMap({ range, rows, rogue, byState }: PortPart): string {
  if (range === null) return '';
  const start = Math.floor(range.first / columns) * columns;
  const height = Math.floor((range.last - start) / columns) + 1;
  const ports = new Map<Drawn, number[]>();
  const draw = (form: Drawn, port: number) => {
    if (port < start || port > range.last) return;
    const known = ports.get(form);
    if (known === undefined) ports.set(form, [port]);
    else known.push(port);
  };
  for (const { state, port } of rows) draw(state, port);
  for (const { port } of rogue) draw('rogue', port);
  const paths = order.flatMap((form) => {
    const drawn = ports.get(form) ?? [];
    return drawn.length === 0
      ? []
      : [`<path class="port ${form}" d="${drawn.map((port) => field(form, port - start)).join('')}"/>`];
  });
  const counts = portStates.filter((state) => byState[state] > 0).map((state) => `${byState[state]} ${state}`);
  const said = [...counts, `${rogue.length} rogue`].join(', ');
  const label = `Ports ${start} to ${range.last}, a hundred in a row: ${said}`;
  return `<figure>
<svg class="ports" role="img" aria-label="${text(label)}" viewBox="0 0 ${columns} ${height}" preserveAspectRatio="none">${paths.join('')}</svg>
<figcaption>Ports ${start} (top left) to ${range.last}, ${columns} in a row. ${legend()}</figcaption>
</figure>`;
}

function field(form: Drawn, index: number): string {
  return `M${(index % columns) + 0.1} ${Math.floor(index / columns) + 0.1}${forms[form]}`;
}

function legend(): string {
  const entries = order.map(
    (form) =>
      `<li><svg class="sample" viewBox="0 0 1 1" aria-hidden="true"><path class="port ${form}" d="M.1 .1${forms[form]}"/></svg> ${words[form]}</li>`,
  );
  return `<ul class="legend">${entries.join('')}</ul>`;
}
