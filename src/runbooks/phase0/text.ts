import { gravestOf } from './judge.js';
import type { CriterionVerdict, JudgedCriterion } from './model.js';

const words: Readonly<Record<CriterionVerdict, string>> = {
  met: 'met',
  'not-met': 'NOT MET',
  'not-measured': 'not measured',
};

/** The checklist for people. */
export function phase0Text(judged: readonly JudgedCriterion[]): string {
  const width = Math.max(0, ...judged.map(({ criterion }) => criterion.title.length));
  const lines = judged.map(
    ({ criterion: { title }, verdict, evidence }) =>
      `${words[verdict].padEnd(words['not-measured'].length)}  ${title.padEnd(width)}  ${evidence}`,
  );
  return `${[...lines, '', summary(judged)].join('\n')}\n`;
}

/** The checklist for programs. */
export function phase0Json(judged: readonly JudgedCriterion[]): string {
  const criteria = judged.map(({ criterion: { id, title }, verdict, evidence }) => ({ id, title, verdict, evidence }));
  return `${JSON.stringify({ met: isOver(judged), criteria }, undefined, 2)}\n`;
}

/** Whether phase 0 is over: every criterion is met. */
export function isOver(judged: readonly JudgedCriterion[]): boolean {
  return gravestOf(judged) === 'met';
}

function summary(judged: readonly JudgedCriterion[]): string {
  const count = (verdict: CriterionVerdict) => judged.filter((one) => one.verdict === verdict).length;
  const state = isOver(judged) ? 'Phase 0 is over' : 'Phase 0 is not over';
  return `${state}. Criteria: ${judged.length}; met: ${count('met')}, not met: ${count('not-met')}, not measured: ${count('not-measured')}.`;
}
