import { describe, expect, it } from 'vitest';
import { Selection, surfaceOf } from '../../../src/leakWatch/files/selection.js';

const usual = new Selection({ root: '/project', apart: ['/project/logs', '/project/.fleetwatch/alpha', '/elsewhere'] });
const own = new Selection({
  root: '/project',
  include: ['config/**'],
  exclude: ['**/*.bak', 'config/old/**'],
  apart: [],
});

describe('the usual selection', () => {
  it.each([
    ['startup_config.yaml', true],
    ['main_pc_code/config/settings.json', true],
    ['.env', true],
    ['deploy/.env.production', true],
    ['deploy/prod.env', true],
    ['agents/router.py', true],
    ['boot.sh', true],
    ['.github/workflows/ci.yml', true],
    ['pyproject.toml', true],
    ['README.md', false],
    ['weights.bin', false],
    ['node_modules/x/package.json', false],
    ['.git/config.ini', false],
    ['venv/lib/x.py', false],
  ])('%s: %s', (file, wanted) => {
    expect(usual.wants(file)).toBe(wanted);
  });

  it.each([
    ['agents', true],
    ['.github', true],
    ['.git', false],
    ['agents/__pycache__', false],
    ['web/node_modules', false],
    ['.venv', false],
    ['logs', false],
    ['agents/logs', true],
    ['.fleetwatch/alpha', false],
  ])('enters %s: %s', (folder, entered) => {
    expect(usual.enters(folder)).toBe(entered);
  });
});

describe('a selection of one’s own', () => {
  it.each([
    ['config/any.txt', true],
    ['config/any.bak', false],
    ['config/old/any.txt', false],
    ['startup_config.yaml', false],
  ])('%s: %s', (file, wanted) => {
    expect(own.wants(file)).toBe(wanted);
  });

  it('does not enter what it leaves out', () => {
    expect(['config', 'config/old', '.git'].map((folder) => own.enters(folder))).toStrictEqual([true, false, true]);
  });
});

it.each([
  ['a/router.py', 'code'],
  ['boot.sh', 'code'],
  ['startup.yaml', 'config'],
  ['.env', 'config'],
] as const)('%s is %s', (file, surface) => {
  expect(surfaceOf(file)).toBe(surface);
});
