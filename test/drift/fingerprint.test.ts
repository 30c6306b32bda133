import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../src/drift/fingerprint.js';
import { agentNamed } from '../collectors/collect.js';

const agent = agentNamed('Planner', { dependencies: ['Registry', 'Clock'] });

describe('a fingerprint', () => {
  it.each([
    {
      name: 'where its entry stands',
      changes: { place: { kind: 'file', file: 'copy.yaml', line: 9, column: 9 } as const },
    },
    { name: 'the order of its dependencies', changes: { dependencies: ['Clock', 'Registry'] } },
    { name: 'a detour in its path', changes: { scriptPath: './agents/../agents/planner.py' } },
  ])('does not depend on $name', ({ changes }) => {
    expect(fingerprint({ ...agent, ...changes })).toBe(fingerprint(agent));
  });

  it.each([
    { scriptPath: 'agents/other.py' },
    { port: 7201 },
    { healthCheckPort: 8201 },
    { required: false },
    { host: '0.0.0.0' },
    { group: 'edge' },
    { machine: 'beta' },
    { name: 'Planer' },
    { dependencies: ['Registry'] },
    { dependencies: [] },
  ])('is another with $scriptPath$port$healthCheckPort$required$host$group$machine$name$dependencies', (changes) => {
    expect(fingerprint({ ...agent, ...changes })).not.toBe(fingerprint(agent));
  });

  it('is a whole number that a sample holds exactly', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(65_535), fc.array(fc.string()), (scriptPath, port, dependencies) => {
        const value = fingerprint({ ...agent, scriptPath, port, dependencies });
        expect(Number.isSafeInteger(value) && value >= 0 && value < 2 ** 48).toBe(true);
        expect(Number(String(value))).toBe(value);
      }),
    );
  });
});
