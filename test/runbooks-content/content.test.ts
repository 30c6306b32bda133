import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command as Commander } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineBus } from '../../src/cli/define/bus.js';
import { defineCheck } from '../../src/cli/define/check.js';
import { defineFiles } from '../../src/cli/define/files.js';
import { defineGate } from '../../src/cli/define/gate.js';
import { defineHub } from '../../src/cli/define/hub.js';
import { defineMigrate } from '../../src/cli/define/migrate.js';
import { definePorts } from '../../src/cli/define/ports.js';
import { defineReload } from '../../src/cli/define/reload.js';
import { defineRestart } from '../../src/cli/define/restart.js';
import { defineScan } from '../../src/cli/define/scan.js';
import { patchFile, readPatch } from '../../src/files/patch.js';
import { bundledRunbooks, loadRunbooks } from '../../src/runbooks/load.js';
import { type Command, fleetwatchWord, type Runbook } from '../../src/runbooks/model.js';
import { filled, namesIn } from '../../src/runbooks/placeholders.js';
import { copyDemoFleet } from '../../src/simulator/copy.js';
import { folder } from '../files/folder.js';

const { runbooks, findings } = await loadRunbooks([bundledRunbooks]);

/** The table of the eight risks, as data of our own. */
const risks = {
  'risk-a-script-paths': { risk: 'A', impact: 8, complexity: 2, dependencies: ['risk-g-schema'] },
  'risk-b-dependencies': { risk: 'B', impact: 5, complexity: 5, dependencies: ['risk-f-hubs'] },
  'risk-c-ports': { risk: 'C', impact: 7, complexity: 3, dependencies: ['risk-g-schema'] },
  'risk-d-base-class': { risk: 'D', impact: 9, complexity: 6, dependencies: ['risk-g-schema', 'risk-c-ports'] },
  'risk-e-logs': { risk: 'E', impact: 6, complexity: 2, dependencies: ['risk-g-schema'] },
  'risk-f-hubs': {
    risk: 'F',
    impact: 9,
    complexity: 7,
    dependencies: ['risk-c-ports', 'risk-d-base-class', 'risk-e-logs', 'risk-h-credentials'],
  },
  'risk-g-schema': { risk: 'G', impact: 9, complexity: 4, dependencies: [] },
  'risk-h-credentials': { risk: 'H', impact: 8, complexity: 4, dependencies: ['risk-g-schema'] },
};
const procedures = [
  'cutover-bus-both',
  'cutover-bus-nats',
  'cutover-hub-first',
  'cutover-hub-rest',
  'events-to-nats',
  'migrate-one-agent',
  'move-one-credential',
  'second-hub',
];

/** Every command of a runbook, with where it stands. */
function commandsOf({ id, steps, tests, rollback }: Runbook): [string, Command][] {
  const ofSteps = [...steps, ...rollback].flatMap((step): [string, Command | undefined][] => [
    [`${id} ${step.id}`, step.action.kind === 'command' ? step.action.command : undefined],
    [`${id} ${step.id} when`, step.when],
    [`${id} ${step.id} verify`, step.verify],
    [`${id} ${step.id} undo`, step.undo?.action.kind === 'command' ? step.undo.action.command : undefined],
    [`${id} ${step.id} undo verify`, step.undo?.verify],
  ]);
  const all = [...ofSteps, ...tests.map((test): [string, Command] => [`${id} ${test.id}`, test.command])];
  return all.flatMap(([place, command]): [string, Command][] => (command === undefined ? [] : [[place, command]]));
}

const commands = runbooks.flatMap(commandsOf);
const ownCommands = commands.filter(([, { argv }]) => argv[0] === fleetwatchWord);
const patches = ownCommands.filter(([, { argv }]) => argv[1] === 'files' && argv[2] === 'patch');

describe('the bundled runbooks', () => {
  it('have no finding', () => {
    expect(findings).toEqual([]);
  });

  it('are one for each risk, with its grades and dependencies, and eight procedures', () => {
    const ofRisks = runbooks.filter(({ kind }) => kind === 'risk');
    const graded = ofRisks.map(({ id, risk, impact, complexity, dependencies }) => [
      id,
      { risk, impact, complexity, dependencies },
    ]);
    expect(Object.fromEntries(graded)).toEqual(risks);
    expect(runbooks.filter(({ kind }) => kind === 'procedure').map(({ id }) => id)).toEqual(procedures);
  });

  it('need no downtime', () => {
    expect(runbooks.filter(({ downtime }) => downtime === 'downtime').map(({ id }) => id)).toEqual([]);
  });

  it('say how each step is taken back, but for those that alter nothing or are repeated by the rollback', () => {
    const altering = runbooks.flatMap(({ id, steps, rollback }) =>
      steps
        .filter(({ undo, action }) => undo === undefined && action.kind === 'command')
        .map((step) => ({ step: `${id} ${step.id}`, words: argvOf(step.action), later: rollback })),
    );
    const repeated = (words: readonly string[], later: Runbook['rollback']) =>
      later.some(({ action }) => argvOf(action).slice(0, 2).join(' ') === words.slice(0, 2).join(' '));
    const left = altering.filter(
      ({ words, later }) =>
        !['files keep', 'unittest'].some((harmless) => words.join(' ').includes(harmless)) && !repeated(words, later),
    );
    expect(left.map(({ step }) => step)).toEqual([]);
  });
});

function argvOf(action: Runbook['steps'][number]['action']): readonly string[] {
  return action.kind === 'command' ? action.command.argv : [];
}

describe('a command of a runbook', () => {
  it.each(ownCommands)('%s is one that fleetwatch has', async (_place, { argv }) => {
    const program = new Commander('fleetwatch').exitOverride().configureOutput({ writeErr: () => {} });
    for (const define of [
      defineBus,
      defineCheck,
      defineFiles,
      defineGate,
      defineHub,
      defineMigrate,
      definePorts,
      defineReload,
      defineRestart,
      defineScan,
    ]) {
      define(program);
    }
    const ran: string[] = [];
    for (const command of all(program)) command.action(() => void ran.push(command.name()));
    await program.parseAsync(argv.slice(1).map(withSamples), { from: 'user' });
    expect(ran).toEqual([argv.slice(1).findLast((word) => ran.includes(word))]);
  });

  it('keeps values out of program text', () => {
    const texts = commands.flatMap(([place, { argv }]) => {
      const option = argv.indexOf('-c');
      return option === -1 ? [] : [{ place, names: namesIn(argv[option + 1] ?? '') }];
    });
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(({ names }) => names.length > 0)).toEqual([]);
  });
});

/** All commands that stand behind one. */
function all(command: Commander): Commander[] {
  return command.commands.flatMap((behind) => [behind, ...all(behind)]);
}

/** Some text in the place of each value; what is meant is the form of the command. */
function withSamples(template: string): string {
  return filled(template, new Map(namesIn(template).map((name) => [name, name === 'window' ? '7m' : '7'])));
}

describe('a patch of a runbook', () => {
  it('is there for what the demo fleet has', () => {
    expect(patches.length).toBeGreaterThan(20);
  });

  it.each(patches.filter(([place]) => !/ (?:when|verify)$/.test(place)))(
    '%s fits the demo fleet, and goes',
    async (place, { argv }) => {
      const fleet = join(await copyDemoFleet(folder()), '..');
      const text = filled(argv[argv.indexOf('--text') + 1] ?? '', new Map());
      const label = /^\+\+\+ b\/(.*)$/m.exec(text)?.[1] ?? '';
      const roots = label === 'fleetwatch.yaml' ? [fleet] : ['alpha', 'beta'].map((machine) => join(fleet, machine));
      let fitted = 0;
      for (const root of roots) {
        const file = join(root, label);
        const before = textOf(file);
        const result = await patchFile(file, readPatch(text, false)).catch(() => 'refused');
        if (result !== 'patched') continue;
        fitted += 1;
        expect(textOf(file)).not.toBe(before);
        await patchFile(file, readPatch(text, true));
        expect(textOf(file)).toBe(before);
      }
      expect(fitted, place).toBeGreaterThan(0);
    },
  );

  it('of the boot script goes beside the others, in any order', async () => {
    const ofBoot = patches.filter(
      ([place, { argv }]) => / patch$/.test(place) && argv.some((word) => word.includes('{boot_script}')),
    );
    expect(ofBoot.map(([place]) => place)).toEqual([
      'risk-a-script-paths patch',
      'risk-b-dependencies patch',
      'risk-c-ports patch',
    ]);
    const results = new Set<string>();
    for (const order of [ofBoot, ofBoot.toReversed()]) {
      const file = join(await copyDemoFleet(folder()), '../alpha/boot.py');
      for (const [, { argv }] of order) {
        const text = filled(argv[argv.indexOf('--text') + 1] ?? '', new Map());
        expect(await patchFile(file, readPatch(text, false))).toBe('patched');
      }
      results.add(readFileSync(file, 'utf8'));
    }
    expect(results.size).toBe(1);
  });
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

describe('the folder', () => {
  it('holds nothing but runbooks', () => {
    expect(readdirSync(bundledRunbooks).toSorted()).toEqual(runbooks.map(({ id }) => `${id}.yaml`).toSorted());
  });
});
