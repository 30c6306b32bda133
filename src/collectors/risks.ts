import type { Change } from '../changes/model.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import { type Finding, type Risk, risks } from '../finding.js';
import type { JudgedCriterion } from '../runbooks/phase0/model.js';
import { openFindings, type Standings, standings } from '../runbooks/standing/standing.js';
import { toldByChanges } from '../runbooks/standing/telling.js';

export const mitigations = ['open', 'in_progress', 'baking', 'mitigated'] as const;
export type Mitigation = (typeof mitigations)[number];

const open = gauge(
  'fleet_risk_open_findings',
  'Findings of the risk on the machine, errors and warnings: what is to be mended.',
  ['machine', 'risk'],
);
const mitigation = gauge(
  'fleet_risk_mitigation',
  'How far the risk is mended on the machine: exactly one of the states is 1. Mitigated is only what was looked at.',
  ['machine', 'risk', 'state'],
);
const criterion = gauge(
  'fleet_phase0_criterion',
  'Whether a criterion of phase 0 is met, as last measured; 0 also where it could not be.',
  ['machine', 'criterion'],
);

/** All that this collector exports. */
export const risksFamilies: readonly Family[] = [open, mitigation, criterion];

export interface RisksSource {
  readonly machine: string;
  /** Everything that is wrong on the machine now. */
  findings(): readonly Finding[];
  /** Risks that were looked at. */
  looked(): ReadonlySet<Risk>;
  /** The changes that this machine keeps. */
  changes(): Promise<readonly Pick<Change, 'runbook' | 'state'>[]>;
  /** The criteria of phase 0 as last measured. */
  criteria(today: Standings): readonly JudgedCriterion[];
}

/** How far are the eight risks mended? */
export function risksCollector(source: RisksSource): Collector {
  return {
    name: 'risks',
    schedule: '*/10 * * * * *',
    deadlineSeconds: 8,
    families: risksFamilies,
    async collect({ page }) {
      const { machine } = source;
      const changes = await source.changes();
      const findings = source.findings();
      const looked = source.looked();
      const counts = new Map<Risk, number>();
      for (const risk of risks) {
        counts.set(risk, openFindings(findings, risk));
        await page.turn();
      }
      for (const [risk, count] of counts) {
        const now = mitigationOf(risk, count, looked, changes);
        page.set(open, { machine, risk }, count);
        for (const state of mitigations) page.set(mitigation, { machine, risk, state }, state === now ? 1 : 0);
      }
      const today = standings((risk) => {
        const count = counts.get(risk) ?? 0;
        if (count > 0) return { kind: 'open', findings: count };
        return isMended(risk, looked, changes) ? { kind: 'done' } : { kind: 'unknown' };
      });
      for (const { criterion: one, verdict } of source.criteria(today)) {
        page.set(criterion, { machine, criterion: one.id }, verdict === 'met' ? 1 : 0);
      }
      return [];
    },
  };
}

type Changes = Awaited<ReturnType<RisksSource['changes']>>;

function mitigationOf(risk: Risk, findings: number, looked: ReadonlySet<Risk>, changes: Changes): Mitigation {
  const states = changes.filter(({ runbook }) => runbook.risk === risk).map(({ state }) => state);
  const isOver = (state: Change['state']) => ['baking', 'committed', 'rolled-back'].includes(state);
  if (states.some((state) => !isOver(state))) return 'in_progress';
  if (states.includes('baking')) return 'baking';
  return findings === 0 && isMended(risk, looked, changes) ? 'mitigated' : 'open';
}

/**
 * Whether it says something that nothing is found: if somebody has looked. Of some risks a finished change tells where nobody
 * can look.
 */
function isMended(risk: Risk, looked: ReadonlySet<Risk>, changes: Changes): boolean {
  if (looked.has(risk) || !toldByChanges.has(risk)) return looked.has(risk);
  return changes.some(
    ({ runbook, state }) => runbook.risk === risk && runbook.kind === 'risk' && state === 'committed',
  );
}
