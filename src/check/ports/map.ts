import type { AuditedMachine } from '../../audits/machine.js';
import { collisions } from '../../audits/ports/collisions.js';
import { portUse } from '../../audits/ports/use.js';
import type { AuditSettings, PortRange } from '../../audits/settings.js';

/** How a stretch of ports is used. */
type Stretch = 'free' | 'partly' | 'full' | 'collision';

/** Marks the use of a stretch; with colours for a terminal. */
export type Paint = (mark: string, stretch: Stretch) => string;

const marks: Record<Stretch, string> = { free: '.', partly: ':', full: '#', collision: '!' };
const legend = '. free  : partly used  # used  ! collision';
const labelWidth = 7;
const mostRows = 16;

/** The port range of a machine as a map of marks, no wider than `width` where that is possible. */
export function portMap(machine: AuditedMachine, settings: AuditSettings, width: number, paint: Paint): string[] {
  const { portRange } = settings;
  const { claims } = portUse(machine, settings);
  const colliding = new Set(collisions(machine, settings.derivedPorts).map(({ claim }) => claim.port));
  const { columns, portsPerMark } = layout(portRange, width);
  const rows: string[] = [];
  for (let row = portRange.first; row <= portRange.last; row += columns * portsPerMark) {
    const end = Math.min(row + columns * portsPerMark - 1, portRange.last);
    let line = '';
    for (let first = row; first <= end; first += portsPerMark) {
      const stretch = use({ first, last: Math.min(first + portsPerMark - 1, end) }, claims, colliding);
      line += paint(marks[stretch], stretch);
    }
    rows.push(`${String(row).padStart(labelWidth - 2)}  ${line}`);
  }
  const each = `each mark ${portsPerMark} ${portsPerMark === 1 ? 'port' : 'ports'}`;
  return [...rows, `${' '.repeat(labelWidth)}${legend} (${each})`];
}

/** Round figures, so that a port is found on the map without counting. */
function layout({ first, last }: PortRange, width: number): { columns: number; portsPerMark: number } {
  const columns = [100, 50, 25, 20].find((each) => each + labelWidth <= width) ?? 10;
  const ports = last - first + 1;
  let portsPerMark = 1;
  for (const factor of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]) {
    portsPerMark = factor;
    if (Math.ceil((ports - 1) / (columns * factor)) <= mostRows) break;
  }
  return { columns, portsPerMark };
}

function use(
  { first, last }: PortRange,
  claims: ReadonlyMap<number, unknown>,
  colliding: ReadonlySet<number>,
): Stretch {
  let used = 0;
  for (let port = first; port <= last; port++) {
    if (colliding.has(port)) return 'collision';
    if (claims.has(port)) used += 1;
  }
  return used === 0 ? 'free' : used === last - first + 1 ? 'full' : 'partly';
}
