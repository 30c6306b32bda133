import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Risk, risks } from '../../src/finding.js';
import { loadGuide } from '../../src/runbooks/guide/read.js';
import { renderGuide } from '../../src/runbooks/guide/render.js';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { planOf } from '../../src/runbooks/plan/plan.js';
import { standings } from '../../src/runbooks/standing/standing.js';

/** The table of the eight risks: what each depends on, impact and complexity. */
const table: Readonly<Record<Risk, readonly [dependencies: string, impact: number, complexity: number]>> = {
  A: ['G', 8, 2],
  B: ['F', 5, 5],
  C: ['G', 7, 3],
  D: ['CG', 9, 6],
  E: ['G', 6, 2],
  F: ['CDEH', 9, 7],
  G: ['', 9, 4],
  H: ['G', 8, 4],
};

const { runbooks, findings } = await loadRunbooks([bundledRunbooks]);
const { guide, findings: ofGuide } = await loadGuide();

describe('the bundled runbooks', () => {
  it('have no findings, nor has the guide', () => expect([...findings, ...ofGuide]).toStrictEqual([]));

  it('mend the eight risks, each with the figures of the table', () => {
    const riskOf = (id: string) => runbooks.find((one) => one.id === id)?.risk ?? '?';
    const whole = runbooks.filter(({ kind }) => kind === 'risk');
    const figures = whole.map(({ risk, dependencies, impact, complexity }) => {
      return [risk, [dependencies.map(riskOf).sort().join(''), impact, complexity]] as const;
    });
    expect(Object.fromEntries(figures)).toStrictEqual(table);
  });

  it('are planned as G, then A, C, E, H side by side, D after C, then F, then B, without downtime', () => {
    const result = planOf(
      runbooks,
      standings(() => ({ kind: 'open', findings: 1 })),
    );
    if (result.kind !== 'plan') throw new Error('there is a cycle');
    const waves = result.plan.waves.map((wave) => wave.map(({ runbook }) => runbook.risk).join(''));
    expect(waves).toStrictEqual(['G', 'ACEH', 'D', 'F', 'B']);
    expect(runbooks.map(({ downtime }) => downtime)).not.toContain('downtime');
    expect(new Set(waves.join(''))).toStrictEqual(new Set(risks));
  });

  it('are known to the guide by their names', () => {
    const named = guide?.emergency.rollbacks.flatMap(({ runbooks: ids = [] }) => ids) ?? [];
    expect([...new Set(named)].sort()).toStrictEqual(runbooks.map(({ id }) => id));
  });

  it('are rendered in docs/procedures', () => {
    const result = guide === undefined ? undefined : renderGuide(runbooks, guide);
    if (result?.kind !== 'pages') throw new Error('nothing is rendered');
    expect(readdirSync('docs/procedures').sort()).toStrictEqual([...result.pages.keys()].sort());
    for (const [name, text] of result.pages) {
      expect(readFileSync(`docs/procedures/${name}`, 'utf8'), `${name}: run \`fleetwatch runbook render\``).toBe(text);
    }
  });
});
