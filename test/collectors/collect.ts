import type { Collector } from '../../src/exposition/collector.js';
import { Page } from '../../src/exposition/page.js';
import { renderFamilies } from '../../src/exposition/text.js';
import type { Finding } from '../../src/finding.js';
import type { Agent } from '../../src/fleet/model.js';
import { joined, parseText } from '../exposition/parseText.js';

/** One run of a collector: its samples as `name{label="value"}` without the machine, which must be `alpha` throughout. */
export async function collect(collector: Collector): Promise<{
  readonly samples: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[] | undefined;
}> {
  const page = new Page(collector.families);
  const findings = await collector.collect({ page, signal: new AbortController().signal });
  const parsed = parseText(joined(renderFamilies(await page.render(), 'text')));
  const samples = parsed.map(({ name, labels: { machine, ...labels }, value }) => {
    if (machine !== 'alpha') throw new Error(`${name} is of machine ${machine}`);
    const pairs = Object.entries(labels).map(([label, text]) => `${label}=${text}`);
    return [pairs.length === 0 ? name : `${name} ${pairs.join(' ')}`, value] as const;
  });
  return { samples: Object.fromEntries(samples), findings };
}

export function agentNamed(name: string, changes: Partial<Agent> = {}): Agent {
  return {
    machine: 'alpha',
    name,
    group: 'core',
    scriptPath: `agents/${name.toLowerCase()}.py`,
    host: undefined,
    port: 7200,
    healthCheckPort: 8200,
    required: true,
    dependencies: [],
    place: { kind: 'file', file: 'startup.yaml', line: 1, column: 1 },
    ...changes,
  };
}
