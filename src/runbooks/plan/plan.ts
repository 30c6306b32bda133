import { cyclesIn } from '../problems/cycles.js';
import type { Standings } from '../standing/standing.js';
import type { Plan, Plannable, Planned, PlanResult } from './model.js';

/**
 * In which order the risks are mended. Of runbooks that mend a risk as a whole, those of risks that are done are left
 * out; what depends on them may begin.
 */
export function planOf(runbooks: readonly Plannable[], standings: Standings): PlanResult {
  const cycles = cyclesIn(runbooks);
  if (cycles.length > 0) return { kind: 'cycles', cycles };
  const whole = runbooks.filter(({ kind }) => kind === 'risk');
  const isDone = ({ risk }: Plannable) => standings[risk].kind === 'done';
  const open = whole.filter((runbook) => !isDone(runbook));
  const needs = needsAmong(open, runbooks);
  const planned = place(open, needs);
  const { path, hours } = criticalPath(planned);
  const plan: Plan = {
    waves: wavesOf(planned),
    done: whole.filter(isDone).sort(byRisk),
    criticalPath: path,
    criticalHours: hours,
    effortHours: open.reduce((sum, { effortHours }) => sum + effortHours, 0),
    standings,
  };
  return { kind: 'plan', plan };
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** What each of `open` needs of the others, also through runbooks that are not among them. */
function needsAmong(open: readonly Plannable[], all: readonly Plannable[]): Needs {
  const byId = new Map(all.map((runbook) => [runbook.id, runbook]));
  const wanted = new Set(open.map(({ id }) => id));
  const needsOf = (id: string): string[] =>
    (byId.get(id)?.dependencies ?? []).flatMap((needed) => (wanted.has(needed) ? [needed] : needsOf(needed)));
  return new Map(open.map(({ id }) => [id, new Set(needsOf(id))]));
}

/**
 * Places runbooks in an order in which what is needed comes first. Two that may not run beside each other go in turn: the
 * one that could begin earlier first, of two such the one with the greater impact.
 */
function place(open: readonly Plannable[], needs: Needs): Planned[] {
  const waves = new Map<string, number>();
  const waveOf = (id: string): number => {
    const known = waves.get(id);
    if (known !== undefined) return known;
    const wave = 1 + Math.max(0, ...[...(needs.get(id) ?? [])].map(waveOf));
    waves.set(id, wave);
    return wave;
  };
  const order = open.toSorted((a, b) => waveOf(a.id) - waveOf(b.id) || b.impact - a.impact || byRisk(a, b));
  const placed: Planned[] = [];
  for (const runbook of order) {
    const needed = placed.filter((other) => needs.get(runbook.id)?.has(other.runbook.id));
    const before = new Set(allNeeded(runbook.id, needs));
    const inTurn = placed.filter((other) => !before.has(other.runbook.id) && conflict(other.runbook, runbook));
    placed.push({
      runbook,
      wave: waveOf(runbook.id),
      after: idsByRisk(needed),
      inTurnAfter: idsByRisk(inTurn),
      startHours: Math.max(0, ...[...needed, ...inTurn].map(endHours)),
    });
  }
  return placed;
}

/** What is needed, and what that needs. */
function allNeeded(id: string, needs: Needs): string[] {
  return [...(needs.get(id) ?? [])].flatMap((needed) => [needed, ...allNeeded(needed, needs)]);
}

function idsByRisk(planned: readonly Planned[]): string[] {
  return planned.toSorted((a, b) => byRisk(a.runbook, b.runbook)).map(({ runbook }) => runbook.id);
}

/** One of the two saying so is enough. */
function conflict(one: Plannable, other: Plannable): boolean {
  return one.conflicts.includes(other.id) || other.conflicts.includes(one.id);
}

function endHours({ runbook, startHours }: Planned): number {
  return startHours + runbook.effortHours;
}

function wavesOf(planned: readonly Planned[]): Planned[][] {
  const count = Math.max(0, ...planned.map(({ wave }) => wave));
  return Array.from({ length: count }, (_, index) =>
    planned.filter(({ wave }) => wave === index + 1).sort((a, b) => byRisk(a.runbook, b.runbook)),
  );
}

/** From the one that ends last, back along what each had to wait for. */
function criticalPath(planned: readonly Planned[]): { readonly path: readonly string[]; readonly hours: number } {
  const byId = new Map(planned.map((one) => [one.runbook.id, one]));
  const latest = (some: readonly Planned[]) =>
    some.reduce<Planned | undefined>((last, one) => (last && endHours(last) >= endHours(one) ? last : one), undefined);
  const path: string[] = [];
  const last = latest(planned);
  for (let at = last; at !== undefined; ) {
    path.unshift(at.runbook.id);
    at = latest([...at.after, ...at.inTurnAfter].flatMap((id) => byId.get(id) ?? []));
  }
  return { path, hours: last === undefined ? 0 : endHours(last) };
}

function byRisk(a: Plannable, b: Plannable): number {
  return a.risk < b.risk ? -1 : a.risk > b.risk ? 1 : a.id < b.id ? -1 : 1;
}
