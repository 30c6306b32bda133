import type { Finding, Severity } from '../../finding.js';
import type { AuditedMachine } from '../machine.js';
import type { PortRange } from '../settings.js';
import type { AgentClaim, Claim } from './claims.js';
import type { Collision } from './collisions.js';

/** What the audit of ports can find. */
export const portCodes = [
  'port-twice',
  'port-derived-twice',
  'port-top-level',
  'port-outside-range',
  'port-ephemeral',
  'port-well-known',
] as const;

type PortCode = (typeof portCodes)[number];

export function collisionFinding(machine: AuditedMachine, { claim, earlier }: Collision): Finding {
  const who = `${numbered(claim)} is also ${named(earlier)}, line ${placeOf(machine, earlier).line}`;
  if (claim.kind === 'derived' || earlier.kind === 'derived') {
    return finding(machine, claim, 'port-derived-twice', 'warning', {
      message: who,
      why: 'whoever is faster has the port: the other answers nobody, and health checks hear the wrong agent',
      remedy: 'give one of them another port, with the next one free too; `fleetwatch ports --fix-plan` proposes which',
    });
  }
  if (claim.kind === 'machine') {
    return finding(machine, claim, 'port-top-level', 'error', {
      message: who,
      why: 'only one of them can listen on the port',
      remedy: `give ${claim.key} or the agent another port`,
    });
  }
  return finding(machine, claim, 'port-twice', 'error', {
    message: who,
    why: 'only one of them can listen on the port; the other fails to start, or answers nobody',
    remedy: 'give one of them another port; `fleetwatch ports --fix-plan` proposes which',
  });
}

export function outsideRangeFinding(machine: AuditedMachine, claim: AgentClaim, { first, last }: PortRange): Finding {
  return finding(machine, claim, 'port-outside-range', 'warning', {
    message: `${numbered(claim)} is outside of ${first}-${last}`,
    why: 'firewalls, scans and port plans cover the range alone',
    remedy: `choose a free port of ${first}-${last}; \`fleetwatch ports --free 1\` proposes one`,
  });
}

export function ephemeralFinding(machine: AuditedMachine, claim: AgentClaim, { first, last }: PortRange): Finding {
  return finding(machine, claim, 'port-ephemeral', 'warning', {
    message: `${numbered(claim)} is one of the kernel's ephemeral ports, ${first}-${last}`,
    why: 'any outgoing connection may have the port when the agent starts, and the agent then fails',
    remedy: 'choose a port below, or reserve this one with net.ipv4.ip_local_reserved_ports',
  });
}

export function wellKnownFinding(machine: AuditedMachine, claim: Claim, server: string): Finding {
  return finding(machine, claim, 'port-well-known', 'warning', {
    message: `${numbered(claim)} is the port of ${server}`,
    why: `where ${server} runs on this machine, one of the two cannot start, and checks of one hear the other`,
    remedy: 'choose another port',
  });
}

export function exporterFinding(machine: AuditedMachine, claim: Claim): Finding {
  return finding(machine, claim, 'port-well-known', 'error', {
    message: `${numbered(claim)} is where fleetwatch listens on this machine`,
    why: 'only one of them can listen on the port: the machine is not watched, or the agent does not run',
    remedy: 'choose another port for the agent, or for `listen` in the settings',
  });
}

/** `` `health_check_port` of `Agent` ``, with where it comes from if no file names it. */
function named(claim: Claim, port = ''): string {
  if (claim.kind === 'machine') return `top-level \`${claim.key}\`${port}`;
  if (claim.kind === 'agent') return `\`${claim.key}\`${port} of \`${claim.agent.name}\``;
  const { name, from, offset } = claim.derived;
  const origin = `(${from} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)})`;
  return `\`${name}\`${port} ${origin} of \`${claim.agent.name}\``;
}

function numbered(claim: Claim): string {
  return named(claim, ` ${claim.port}`);
}

function placeOf({ places }: AuditedMachine, claim: Claim) {
  if (claim.kind === 'machine') return places.machinePort(claim.key);
  return places.port(claim.agent, claim.kind === 'agent' ? claim.key : claim.derived.from);
}

function finding(
  machine: AuditedMachine,
  claim: Claim,
  code: PortCode,
  severity: Severity,
  text: Pick<Finding, 'message' | 'why' | 'remedy'>,
): Finding {
  const place = placeOf(machine, claim);
  const agent = claim.kind === 'machine' ? {} : { agent: claim.agent.name };
  return { code, risk: 'C', severity, place, ...text, machine: machine.name, ...agent };
}
