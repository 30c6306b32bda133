import type { Settings } from '../settings.js';
import { readEphemeralPorts } from './ports/ephemeral.js';
import { type AuditSettings, type DerivedPort, defaultAuditSettings } from './settings.js';

/** What the settings, and the kernel of this machine, say of the audits. */
export async function configuredAudits({ health, procRoot, audits }: Settings): Promise<AuditSettings> {
  return {
    bootPrefixes: audits.boot_prefixes,
    sharedAgents: new Set(audits.shared_agents),
    portRange: audits.port_range ?? defaultAuditSettings.portRange,
    derivedPorts: derivedPorts(audits.derived_ports, health.httpPortOffset),
    ephemeralPorts: await readEphemeralPorts(procRoot),
    baseClass: { ...defaultAuditSettings.baseClass, ...audits.base_class },
  };
}

/** A list of one's own replaces the default: the HTTP port of the base class, where probes expect it. */
function derivedPorts(configured: Settings['audits']['derived_ports'], httpPortOffset: number): DerivedPort[] {
  return configured === undefined
    ? [{ name: 'http_health', from: 'health_check_port', offset: httpPortOffset }]
    : Object.entries(configured).map(([name, { from, offset }]) => ({ name, from, offset }));
}
