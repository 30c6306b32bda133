import type { FilePlace } from '../../finding.js';

/** A credential that is put up with for now, wherever it shows. */
export interface AcceptedLeak {
  /** As findings and `fleetwatch scan secrets` show it; it is of this machine only. */
  readonly fingerprint: string;
  /** Accepted only as long as this rule finds it. */
  readonly rule?: string;
  /** Last day on which it is accepted, `YYYY-MM-DD`, in UTC. */
  readonly until: string;
  readonly reason: string;
}

export interface PlacedAcceptance extends AcceptedLeak {
  readonly place: FilePlace;
}
