import type { Plan, Plannable } from './model.js';

/** The plan as a Mermaid flow chart: a box a wave, an arrow from what is needed, a dotted one from what goes first. */
export function planMermaid({ waves, done, criticalPath }: Plan): string {
  const lines = ['flowchart LR'];
  for (const [index, wave] of waves.entries()) {
    lines.push(`  subgraph wave${index + 1} [Wave ${index + 1}]`);
    for (const { runbook } of wave) lines.push(`    ${node(runbook)}`);
    lines.push('  end');
  }
  if (done.length > 0) {
    lines.push('  subgraph done [Done]', ...done.map((runbook) => `    ${node(runbook)}`), '  end');
  }
  for (const { runbook, after, inTurnAfter } of waves.flat()) {
    for (const before of after) lines.push(`  ${before} --> ${runbook.id}`);
    for (const before of inTurnAfter) lines.push(`  ${before} -.-> ${runbook.id}`);
  }
  if (criticalPath.length > 0) {
    lines.push('  classDef critical stroke-width:4px', `  class ${criticalPath.join(',')} critical`);
  }
  return `${lines.join('\n')}\n`;
}

/** Quotes and brackets would end the text: Mermaid writes them as entities. */
function node({ id, risk, title }: Plannable): string {
  const text = title.replaceAll(/["#[\](){}<>&|`\\]/g, (char) => `#${char.codePointAt(0)};`);
  return `${id}["${risk}: ${text}"]`;
}
