import type { PortChange, PortPlan } from '../../audits/ports/plan/plan.js';
import type { AuditSettings } from '../../audits/settings.js';
import { formatPlace } from '../../finding.js';
import { type Paint, portMap } from './map.js';
import type { NamedPort, PortOverview } from './overview.js';

/** The ports of a machine for people: a map, what collides, what lies outside, what was asked for. */
export function overviewText(overview: PortOverview, settings: AuditSettings, width: number, paint: Paint): string {
  const { machine, use, plan } = overview;
  const { first, last } = settings.portRange;
  const block = use.largestFree;
  const size = block === undefined ? 'none' : `${block.first}-${block.last} (${block.last - block.first + 1} ports)`;
  return [
    `${machine.name}: ${use.used} ports used, ${use.free} free of ${first}-${last}; largest free block ${size}`,
    ...portMap(machine, settings, width, paint),
    ...listed('collisions', overview.collisions),
    ...listed(`outside of ${first}-${last}`, overview.outside),
    ...proposalLines(overview),
    ...(plan === undefined ? [] : planLines(plan)),
  ].join('\n');
}

function listed(title: string, ports: readonly NamedPort[]): string[] {
  if (ports.length === 0) return [];
  return [`${title}: ${ports.length}`, ...ports.map(({ port, claims }) => `  ${port}  ${claims.join(', ')}`)];
}

function proposalLines({ proposals, asked }: PortOverview): string[] {
  if (asked === 0) return [];
  return [
    `free for ${proposals.length} of ${asked} agents more:`,
    ...proposals.map(({ port, healthCheckPort }) => `  port ${port}, health_check_port ${healthCheckPort}`),
  ];
}

function planLines({ changes, isSmallest }: PortPlan): string[] {
  if (changes.length === 0) return ['fix plan: nothing to change, no two ports collide'];
  const count = `${changes.length} ${changes.length === 1 ? 'port' : 'ports'} to change`;
  const title = `fix plan: ${count}, ${isSmallest ? 'no fewer would do' : 'fewer might do'}`;
  return [title, ...changes.map((change) => `  ${formatPlace(change.place)}: ${changeText(change)}`)];
}

function changeText({ agent, key, from, to }: PortChange): string {
  return `${agent === undefined ? key : `${agent} ${key}`} ${from} -> ${to ?? 'no port is free'}`;
}
