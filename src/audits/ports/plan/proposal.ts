import type { AuditedMachine } from '../../machine.js';
import type { AuditSettings } from '../../settings.js';
import { FreePorts, offsetsFrom } from './freePorts.js';

/** Ports for one agent more. What it opens besides is free too. */
export interface PortProposal {
  readonly port: number;
  readonly healthCheckPort: number;
}

/** Ports for `count` agents more, from the start of the range; fewer where it has no more. */
export function proposePorts(machine: AuditedMachine, settings: AuditSettings, count: number): PortProposal[] {
  const free = new FreePorts(machine, settings);
  const { first } = settings.portRange;
  const proposals: PortProposal[] = [];
  while (proposals.length < count) {
    const port = free.take(first, offsetsFrom('port', settings));
    const healthCheckPort = free.take(first, offsetsFrom('health_check_port', settings));
    if (port === undefined || healthCheckPort === undefined) break;
    proposals.push({ port, healthCheckPort });
  }
  return proposals;
}
