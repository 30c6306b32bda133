/** The checks of a hub, in the order in which one depends on the other. */
export const hubChecks = [
  'prometheus_ready',
  'rules_evaluating',
  'storage_writable',
  'alertmanager_reachable',
  'samples_fresh',
  'store_reachable',
] as const;
export type HubCheck = (typeof hubChecks)[number];

/** What a check came to. */
export interface Judgement {
  readonly ok: boolean;
  /** What was seen, in one sentence without a final full stop. */
  readonly seen: string;
}

export function good(seen: string): Judgement {
  return { ok: true, seen };
}

export function bad(seen: string): Judgement {
  return { ok: false, seen };
}
