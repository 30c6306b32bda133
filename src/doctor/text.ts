import type { Diagnosis, Standing } from './model.js';

const words: Readonly<Record<Standing, string>> = {
  failed: 'FAILED',
  warning: 'warning',
  ok: 'ok',
  'not-applicable': '-',
};

/** The report as people read it: what is wrong with its reason and its remedy, everything else in one line. */
export function diagnosesText(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(...diagnoses.map(({ check }) => check.length));
  let explained = '';
  const lines = diagnoses.flatMap(({ check, standing, seen, why, remedy }) => {
    // Once a check: the reason is the same for all that it sees.
    const reason = remedy === null || explained === check ? [] : [`${' '.repeat(9)}why: ${why}`];
    if (reason.length > 0) explained = check;
    const advice = remedy === null ? [] : [`${' '.repeat(9)}do:  ${remedy}`];
    return [`${words[standing].padEnd(8)} ${check.padEnd(width)}  ${seen}`, ...reason, ...advice];
  });
  return `${[...lines, '', summary(diagnoses)].join('\n')}\n`;
}

function summary(diagnoses: readonly Diagnosis[]): string {
  const count = (standing: Standing) => diagnoses.filter((one) => one.standing === standing).length;
  const warnings = count('warning');
  return (
    `${count('failed')} failed, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count('ok')} ok, ` +
    `${count('not-applicable')} not applicable`
  );
}
