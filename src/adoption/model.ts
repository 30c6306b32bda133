import type { Finding } from '../finding.js';
import type { Certainty } from './project/running.js';

/** A class and where it is defined. */
export interface ClassPlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Whether an agent inherits the base class, as far as its code says; `unknown` where the code does not. */
export const adoptionStates = ['adopted', 'legacy', 'unknown'] as const;
export type AdoptionState = (typeof adoptionStates)[number];

/** What was read of one agent. */
export interface AgentAdoption {
  readonly machine: string;
  readonly agent: string;
  /** Its script as configured. */
  readonly script: string;
  readonly state: AdoptionState;
  /** The class that the script runs. */
  readonly class: (ClassPlace & { readonly certainty: Certainty }) | undefined;
  /** The class and those that it inherits, towards the base class where it leads there. */
  readonly chain: readonly ClassPlace[];
  /** Why the state is what it is, in a few words. */
  readonly reason: string;
}

export interface AdoptionReport {
  readonly agents: readonly AgentAdoption[];
  /** The base class that the agents are measured by; `undefined` where none was found. */
  readonly baseClass: ClassPlace | undefined;
  readonly findings: readonly Finding[];
}
