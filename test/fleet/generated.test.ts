import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStartupFile } from '../../src/fleet/read.js';
import { agentLines, type Format, fleets, inGroups, type WantedAgent, writeFleet } from './generated.js';

const source = { name: 'alpha', startupFile: 'f.yaml' };
const formats: Format[] = ['nested', 'flat'];

describe('any valid fleet is read as it was written', () => {
  test.each(formats)('%s', (format) => {
    fc.assert(
      fc.property(fleets, (wanted) => {
        const agents = format === 'nested' ? inGroups(wanted) : wanted;
        const { text, spans } = writeFleet(format, agents);
        const { findings, machine } = parseStartupFile(source, text, { variables: {}, strict: true });
        expect(findings).toEqual([]);
        expect(machine?.agents).toEqual(
          agents.map((agent, index) => ({
            ...agent,
            machine: 'alpha',
            group: format === 'nested' ? agent.group : 'demo_services',
            required: agent.required ?? true,
            dependencies: agent.dependencies ?? [],
            place: { kind: 'file', file: 'f.yaml', line: spans[index]?.first, column: format === 'nested' ? 5 : 7 },
          })),
        );
      }),
      { numRuns: 150 },
    );
  });
});

type Lines = [key: string, value: string][];

/** Puts `value` in the place of the value of `key`, or adds both. */
function set(key: string, value: string): (lines: Lines) => Lines {
  return (lines) => [...lines.filter(([other]) => other !== key), [key, value]];
}

/** Ways to spoil an agent, each with the one finding it gives and whether that stops the file from being used. */
const defects: readonly { what: string; code: string; usable: boolean; spoil: (lines: Lines) => Lines }[] = [
  { what: 'port as text', code: 'wrong-type', usable: false, spoil: set('port', '"7200"') },
  { what: 'required as text', code: 'wrong-type', usable: false, spoil: set('required', '"yes"') },
  { what: 'dependencies as text', code: 'wrong-type', usable: false, spoil: set('dependencies', 'Registry') },
  { what: 'env_vars as text', code: 'wrong-type', usable: false, spoil: set('env_vars', 'secret') },
  { what: 'port 0', code: 'port-out-of-range', usable: false, spoil: set('port', '0') },
  { what: 'port 65536', code: 'port-out-of-range', usable: false, spoil: set('health_check_port', '65536') },
  { what: 'empty script', code: 'invalid-value', usable: false, spoil: set('script_path', '""') },
  { what: 'dependency that is no name', code: 'invalid-value', usable: false, spoil: set('dependencies', '["a b"]') },
  { what: 'unknown key', code: 'unknown-key', usable: true, spoil: set('requird', 'true') },
  { what: 'no port', code: 'missing-key', usable: false, spoil: (lines) => lines.filter(([key]) => key !== 'port') },
  { what: 'port twice', code: 'duplicate-key', usable: false, spoil: (lines) => [...lines, ['port', '7200']] },
  { what: 'unset variable', code: 'port-variable-unset', usable: true, spoil: set('port', '$' + '{OFFSET}+7200') },
];

describe('one defect in one agent of any fleet is found there, and nothing else', () => {
  const spoilt = fleets.chain((agents) => fc.tuple(fc.constant(agents), fc.nat(agents.length - 1)));
  for (const format of formats) {
    test.each(defects)(`${format}: $what`, ({ code, usable, spoil }) => {
      fc.assert(
        fc.property(spoilt, ([wanted, victim]) => {
          const agents = format === 'nested' ? inGroups(wanted) : wanted;
          const lines = (agent: WantedAgent, index: number) =>
            index === victim ? spoil(agentLines(agent)) : agentLines(agent);
          const { text, spans } = writeFleet(format, agents, lines);
          const { findings, machine } = parseStartupFile(source, text, { variables: {} });
          expect(findings.map((finding) => finding.code)).toEqual([code]);
          expect(machine !== undefined).toBe(usable);
          const line = findings[0]?.place.kind === 'file' ? findings[0].place.line : 0;
          const { first, count } = spans[victim] ?? { first: 0, count: 0 };
          expect(line).toBeGreaterThanOrEqual(first);
          expect(line).toBeLessThan(first + count);
        }),
        { numRuns: 25 },
      );
    });
  }
});
