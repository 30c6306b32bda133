import type { Finding, Risk } from '../finding.js';
import type { AuditedMachine } from './machine.js';
import type { ProjectFiles } from './paths/projectFiles.js';
import type { AuditSettings } from './settings.js';

/** What an audit looks at. Everything that is not in it comes in through `files`. */
export interface AuditContext {
  readonly machines: readonly AuditedMachine[];
  /** Machines whose start-up file cannot be used: nothing is known of the agents there. */
  readonly unread: readonly string[];
  readonly settings: AuditSettings;
  readonly files: ProjectFiles;
}

/** Figures worth a look where nothing is wrong too, such as "54 of 54 scripts found". */
export interface AuditTable {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

export interface AuditOutcome {
  readonly findings: readonly Finding[];
  readonly tables: readonly AuditTable[];
}

/** One question asked of a whole fleet: once by `check`, again and again by an exporter. */
export interface Audit {
  readonly name: string;
  readonly risk: Risk;
  /** Runs only where it is asked for by name, risk or code: it takes seconds, or tells of plans more than of faults. */
  readonly onRequest?: true;
  /** The codes of all findings it can make. */
  readonly codes: readonly string[];
  /** Codes of other audits for what this one says more exactly: where both run, theirs are left out. */
  readonly covers?: readonly string[];
  audit(context: AuditContext): AuditOutcome | Promise<AuditOutcome>;
}
