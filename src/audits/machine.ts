import type { Machine } from '../fleet/model.js';

export type { ConfiguredPort } from '../fleet/model.js';

/** A machine with what audits need besides its start-up file. */
export interface AuditedMachine extends Machine {
  /** What script paths are relative to. */
  readonly projectRoot: string;
  /** The port on which its exporter listens, where settings name it. */
  readonly exporterPort: number | undefined;
}
