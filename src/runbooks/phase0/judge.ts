import type { GateQuery } from '../../gate/model.js';
import { type Ask, runGate } from '../../gate/run.js';
import type { Criterion } from '../guide/read.js';
import type { Runbook } from '../model.js';
import type { Standing, Standings } from '../standing/standing.js';
import type { CriterionVerdict, JudgedCriterion, Rehearsal } from './model.js';

/** What criteria are held against. */
export interface Evidence {
  readonly standings: Standings;
  /** Machines for which each query is asked. */
  readonly machines: readonly string[];
  /** Asks Prometheus. */
  readonly ask: Ask;
  readonly runbooks: readonly Pick<Runbook, 'id' | 'digest'>[];
  /** What the journal tells; nothing where it cannot be read. */
  readonly rehearsals: readonly Rehearsal[] | undefined;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** A change must be taken back within five minutes; longer is no rehearsal of that. */
const longestRollbackSeconds = 300;

type Judgement = Pick<JudgedCriterion, 'verdict' | 'evidence'>;

/** Judges all criteria, in their order. Never rejects. */
export function judgeCriteria(criteria: readonly Criterion[], evidence: Evidence): Promise<JudgedCriterion[]> {
  return Promise.all(criteria.map(async (criterion) => ({ criterion, ...(await judge(criterion, evidence)) })));
}

async function judge({ evidence: wanted }: Criterion, evidence: Evidence): Promise<Judgement> {
  switch (wanted.kind) {
    case 'findings':
      return byFindings(evidence.standings[wanted.risk]);
    case 'rehearsals':
      return byRehearsals(evidence);
    case 'query': {
      const { machines } = evidence;
      return together(await Promise.all(machines.map((machine) => byQuery(wanted.query, machine, evidence))));
    }
  }
}

/** What the findings of a risk say, which needs nobody to be asked. */
export function byFindings(standing: Standing): Judgement {
  switch (standing.kind) {
    case 'open':
      return { verdict: 'not-met', evidence: `${standing.findings} open finding${standing.findings === 1 ? '' : 's'}` };
    case 'done':
      return { verdict: 'met', evidence: 'no open finding' };
    case 'unknown':
      return { verdict: 'not-measured', evidence: 'nobody has looked; is every exporter running?' };
  }
}

function byRehearsals({ runbooks, rehearsals }: Evidence): Judgement {
  if (rehearsals === undefined) return { verdict: 'not-measured', evidence: 'the journal cannot be read' };
  const rehearsed = new Set(
    rehearsals.flatMap(({ digest, rollbackSeconds }) => (rollbackSeconds <= longestRollbackSeconds ? [digest] : [])),
  );
  const missing = runbooks.filter(({ digest }) => !rehearsed.has(digest)).map(({ id }) => id);
  const count = `${runbooks.length - missing.length} of ${runbooks.length} procedures`;
  if (runbooks.length === 0) return { verdict: 'not-measured', evidence: 'there are no procedures' };
  return missing.length === 0
    ? { verdict: 'met', evidence: count }
    : { verdict: 'not-met', evidence: `${count}; not ${missing.join(', ')}` };
}

/** One measurement: criteria are about now, a gate watches for a while. */
async function byQuery(query: GateQuery, machine: string, { ask, now, signal }: Evidence): Promise<Judgement> {
  const once = {
    ...query,
    count: 1,
    initialDelay: 0,
    failureLimit: 0,
    inconclusiveLimit: 0,
    consecutiveSuccessLimit: 0,
  };
  const run = await runGate(
    { id: query.id, title: query.title, queries: [once] },
    {
      ask,
      // No change is under way: a query that asks for one gets none.
      parameters: new Map([['machine', machine]]),
      references: {},
      now,
      sleep: async () => undefined,
      signal,
    },
  );
  const verdicts = { go: 'met', rollback: 'not-met', inconclusive: 'not-measured' } as const;
  const why = run.queries[0]?.measurements[0]?.why ?? 'not asked in time';
  return { verdict: verdicts[run.verdict], evidence: `${machine}: ${why}` };
}

const gravest: readonly CriterionVerdict[] = ['not-met', 'not-measured', 'met'];

/** Of several verdicts the one that decides: met only where all are, and not measured where there is none. */
export function gravestOf(each: readonly Pick<Judgement, 'verdict'>[]): CriterionVerdict {
  return gravest.find((one) => each.some(({ verdict }) => verdict === one)) ?? 'not-measured';
}

/** Met only where it is met on every machine. */
function together(each: readonly Judgement[]): Judgement {
  return { verdict: gravestOf(each), evidence: each.map(({ evidence }) => evidence).join('; ') };
}
