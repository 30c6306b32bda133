import { isRecord } from '../../isRecord.js';
import { type Phase, phases, type TaskOutcome, taskOutcomes } from '../journal/entry.js';

/** Where a fleetwatch takes orders for steps of changes that other machines keep. */
export const stepsPath = '/changes/steps';

/**
 * One machine asks another to see to a step. It names what is to be done, and no argument vector: the other one has the
 * same runbook on its own disk.
 */
export interface StepOrder {
  readonly change: string;
  /** The machine that keeps the change. */
  readonly keeper: string;
  readonly runbook: string;
  /** Digest of the runbook: both must mean the same. */
  readonly digest: string;
  readonly phase: Phase;
  readonly step: string;
  readonly attempt: number;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How an order stands. `busy`: the machine is at another step of the change. `unknown-order`: it has not seen it. */
export type StepAnswer =
  | { readonly standing: 'running' | 'busy' | 'unknown-order' }
  | { readonly standing: 'ended'; readonly outcome: TaskOutcome | 'waiting'; readonly reason: string }
  | { readonly standing: 'refused'; readonly reason: string };

/** As `begin` makes them: nothing else may become the name of a folder. */
const changeId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,90}-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** An order that came in, or nothing where it is none. */
export function parseOrder(value: unknown): StepOrder | undefined {
  if (!isRecord(value)) return undefined;
  const { change, keeper, runbook, digest, phase, step, attempt, parameters } = value;
  if (typeof change !== 'string' || !changeId.test(change)) return undefined;
  if (!isName(keeper) || !isName(runbook) || !isName(digest) || !isName(step) || !isPhase(phase)) return undefined;
  if (typeof attempt !== 'number' || !Number.isSafeInteger(attempt) || attempt < 1) return undefined;
  if (!isTexts(parameters)) return undefined;
  return { change, keeper, runbook, digest, phase, step, attempt, parameters };
}

/** An answer that came in, or nothing where it is none. */
export function parseAnswer(value: unknown): StepAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const { standing, outcome, reason } = value;
  if (standing === 'running' || standing === 'busy' || standing === 'unknown-order') return { standing };
  if (typeof reason !== 'string') return undefined;
  if (standing === 'refused') return { standing, reason };
  const known = [...taskOutcomes, 'waiting' as const].find((one) => one === outcome);
  return standing === 'ended' && known !== undefined ? { standing, outcome: known, reason } : undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}

function isPhase(value: unknown): value is Phase {
  return phases.some((phase) => phase === value);
}

function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}
