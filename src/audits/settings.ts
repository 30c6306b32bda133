import type { BaseClassSettings } from '../adoption/project/baseClass.js';
import { defaultBaseClass } from '../adoption/read.js';
import type { ConfiguredPort } from './machine.js';

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** A port that agents open besides the configured ones, at a fixed distance from one of them. */
export interface DerivedPort {
  readonly name: string;
  readonly from: ConfiguredPort;
  readonly offset: number;
}

/** What the audits hold a fleet against. */
export interface AuditSettings {
  /** Folders below the project root under which the boot script looks too; by default all that stand directly in it. */
  readonly bootPrefixes: readonly string[] | undefined;
  /** `machine/agent`: agents that those of other machines may depend on. */
  readonly sharedAgents: ReadonlySet<string>;
  /** Where the agents' ports should be. */
  readonly portRange: PortRange;
  readonly derivedPorts: readonly DerivedPort[];
  /** Ports that the kernel gives to outgoing connections. */
  readonly ephemeralPorts: PortRange;
  /** The class that agents should inherit. */
  readonly baseClass: BaseClassSettings;
}

/**
 * What holds where nothing else is said. The base class of the agents answers HTTP one port above
 * `health_check_port`; the ephemeral range is the kernel's own default (Documentation/networking/ip-sysctl.rst).
 */
export const defaultAuditSettings: AuditSettings = {
  bootPrefixes: undefined,
  sharedAgents: new Set(),
  portRange: { first: 5000, last: 9000 },
  derivedPorts: [{ name: 'http_health', from: 'health_check_port', offset: 1 }],
  ephemeralPorts: { first: 32_768, last: 60_999 },
  baseClass: defaultBaseClass,
};
