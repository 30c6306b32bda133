import fc from 'fast-check';

/** An agent as a test wants it; what is `undefined` is left out of the text. */
export interface WantedAgent {
  readonly name: string;
  readonly group: string;
  readonly scriptPath: string;
  readonly host: string | undefined;
  readonly port: number;
  readonly healthCheckPort: number;
  readonly required: boolean | undefined;
  readonly dependencies: readonly string[] | undefined;
}

export type Format = 'nested' | 'flat';

/** A start-up file's text, with the first line (from 1) and the lines of each agent. */
export interface WrittenFleet {
  readonly text: string;
  readonly spans: readonly { readonly first: number; readonly count: number }[];
}

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,30}$/).filter((text) => text !== '__proto__');
const port = fc.integer({ min: 1, max: 65_535 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** A fleet of 1 to 30 agents, of distinct names. */
export const fleets: fc.Arbitrary<WantedAgent[]> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 30 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          name: fc.constant(name),
          group: fc.constantFrom('core', 'speech', 'memory'),
          scriptPath: fc
            .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
            .filter((text) => !text.includes('${')),
          host: maybe(fc.ipV4()),
          port,
          healthCheckPort: port,
          required: maybe(fc.boolean()),
          dependencies: maybe(fc.subarray(names)),
        }),
      ),
    ),
  );

/** The keys of an agent, each on its line; values as JSON, which YAML reads too. */
export function agentLines(agent: WantedAgent): [key: string, value: string][] {
  const values: [string, unknown][] = [
    ['script_path', agent.scriptPath],
    ['host', agent.host],
    ['port', agent.port],
    ['health_check_port', agent.healthCheckPort],
    ['required', agent.required],
    ['dependencies', agent.dependencies],
  ];
  return values.flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, JSON.stringify(value)]],
  );
}

/** Agents by group, as a nested file has to have them. */
export function inGroups(agents: readonly WantedAgent[]): WantedAgent[] {
  return [...new Set(agents.map(({ group }) => group))].flatMap((wanted) =>
    agents.filter(({ group }) => group === wanted),
  );
}

/** Writes a start-up file; `lines` may change the lines of an agent. */
export function writeFleet(
  format: Format,
  agents: readonly WantedAgent[],
  lines: (agent: WantedAgent, index: number) => readonly [key: string, value: string][] = agentLines,
): WrittenFleet {
  const out = ['global_settings:', format === 'nested' ? 'agent_groups:' : 'demo_services:'];
  const spans = agents.map((agent, index) => {
    const body = lines(agent, index).map(([key, value]) => `      ${key}: ${value}`);
    if (format === 'nested' && agent.group !== agents[index - 1]?.group) out.push(`  ${agent.group}:`);
    const first = out.length + 1;
    out.push(
      ...(format === 'nested' ? [`    ${JSON.stringify(agent.name)}:`] : [`    - name: ${JSON.stringify(agent.name)}`]),
      ...body,
    );
    return { first, count: body.length + 1 };
  });
  return { text: `${out.join('\n')}\n`, spans };
}
