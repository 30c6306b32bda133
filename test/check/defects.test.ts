import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCheck } from './checking.js';

interface Entry {
  readonly name: string;
  script: string;
  port: number;
  health: number;
  required: boolean;
  readonly needs: string[];
}

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-defects-'));
  file = join(folder, 'startup_config.yaml');
  await mkdir(join(folder, 'agents'));
  for (let index = 0; index < 12; index++) await writeFile(join(folder, `agents/agent_${index}.py`), '');
});

afterAll(() => rm(folder, { recursive: true }));

/** Fleets of 4 to 12 agents without any defect: each depends on earlier ones only. */
const fleets = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 3 }), { minLength: 4, maxLength: 12 }).map((needs) =>
  needs.map(
    (indices, index): Entry => ({
      name: `Agent${index}`,
      script: `agents/agent_${index}.py`,
      port: 5000 + index,
      health: 6000 + 2 * index,
      required: true,
      needs: indices.filter((needed) => needed < index).map((needed) => `Agent${needed}`),
    }),
  ),
);

/** What turns a fleet without defects into one with exactly one; `a` and `b` are two of its agents, `a` the earlier. */
const defects: Record<string, (a: Entry, b: Entry) => void> = {
  'script-missing': (a) => {
    a.script = 'agents/nobody_wrote_this.py';
  },
  'script-case': (a) => {
    a.script = a.script.toUpperCase();
  },
  'script-not-a-file': (a) => {
    a.script = 'agents';
  },
  'script-outside-root': (a) => {
    a.script = `../${a.script}`;
  },
  'dependency-unresolved': (a) => {
    a.needs.push('Nobody');
  },
  'dependency-self': (a) => {
    a.needs.push(a.name);
  },
  'port-twice': (a, b) => {
    b.port = a.port;
  },
  'port-derived-twice': (a, b) => {
    b.port = a.health + 1;
  },
  'port-outside-range': (a) => {
    a.port = 4321;
  },
  'port-well-known': (a) => {
    a.port = 6379;
  },
};

function textOf(fleet: readonly Entry[], isNested: boolean): string {
  const body = ({ script, port, health, required, needs }: Entry) =>
    `script_path: ${script}, port: ${port}, health_check_port: ${health}, required: ${required}, dependencies: [${needs.join(', ')}]`;
  const lines = fleet.map((entry) =>
    isNested ? `    ${entry.name}: { ${body(entry)} }\n` : `  - { name: ${entry.name}, ${body(entry)} }\n`,
  );
  return `global_settings: {}\n${isNested ? 'agent_groups:\n  core:\n' : 'the_services:\n'}${lines.join('')}`;
}

async function codes(text: string): Promise<string[]> {
  await writeFile(file, text);
  const { output } = await runCheck({ files: [file], format: 'json' });
  return JSON.parse(output).findings.map(({ code }: { code: string }) => code);
}

describe('any fleet', () => {
  it('without defects has no findings', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, fc.boolean(), async (fleet, isNested) => {
        expect(await codes(textOf(fleet, isNested))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.entries(defects))('with one %s has that finding and no other', async (code, seed) => {
    const runs = fc.asyncProperty(fleets, fc.nat(), fc.nat(), fc.boolean(), async (fleet, first, second, isNested) => {
      const a = fleet[first % (fleet.length - 1)];
      const later = fleet.slice((first % (fleet.length - 1)) + 1);
      const b = later[second % later.length];
      if (a === undefined || b === undefined) throw new Error('a fleet has at least four agents');
      seed(a, b);
      expect(await codes(textOf(fleet, isNested))).toEqual([code]);
    });
    await fc.assert(runs, { numRuns: 15 });
  });

  it('with an optional agent has a finding for each required one that depends on it', async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async (fleet) => {
        const [first] = fleet;
        if (first === undefined) return;
        first.required = false;
        const dependents = fleet.filter(({ needs }) => needs.includes(first.name));
        expect(await codes(textOf(fleet, true))).toEqual(dependents.map(() => 'dependency-optional'));
      }),
      { numRuns: 15 },
    );
  });
});

describe('any bytes', () => {
  it('end as a report', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await writeFile(file, bytes);
        const { code, output } = await runCheck({ files: [file] });
        expect(code).toBeGreaterThan(0);
        expect(output).toMatch(/\d+ errors?, \d+ warnings?, \d+ infos?/);
      }),
      { numRuns: 50 },
    );
  });
});
