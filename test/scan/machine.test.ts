import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineKey } from '../../src/leakWatch/fingerprint.js';
import { assignment, password, token } from '../redaction/secrets.js';
import { Place } from './scanning.js';

let place: Place;
let config: string;

beforeEach(async () => {
  place = await Place.make({
    'fleetwatch.yaml':
      'machines:\n  - { name: alpha, startup_file: project/startup.yaml }\nstate_directory: state\nleaks: { accepted_file: accepted.yaml }\n',
    'project/startup.yaml': `agent_groups: {}\n# ${assignment}\n`,
    'project/agents/a.py': `TOKEN = "${token}"\n`,
    'project/notes.md': token,
    'project/logs/a.log': `said ${assignment}\n`,
  });
  config = place.path('fleetwatch.yaml');
  await machineKey(place.path('state/leak.key'));
});
afterEach(() => place.remove());

/** The fingerprint of the only leak by this rule. */
async function fingerprintOf(rule: string): Promise<string> {
  const { findings } = JSON.parse((await place.scan({ config, format: 'json' })).output);
  return findings.find((finding: { rule?: string }) => finding.rule === rule).fingerprint;
}

describe('the files of a machine', () => {
  it('are those that its exporter looks through', async () => {
    expect(await place.leaks({ config })).toStrictEqual([
      'project/agents/a.py:1:10 github-token',
      'project/startup.yaml:2:15 password',
    ]);
  });

  it('have no fingerprints where the key of the machine is not there, which is said', async () => {
    await rm(place.path('state/leak.key'));
    const { code, output, problems } = await place.scan({ config });
    expect(code).toBe(1);
    expect(problems.join()).toContain('no fingerprints');
    expect(output).not.toContain('--accept');
  });

  it('are not looked through by settings that are broken', async () => {
    await place.write('fleetwatch.yaml', 'machines: 1\n');
    expect(await place.scan({ config })).toMatchObject({ code: 2, output: expect.stringContaining('[wrong-type') });
  });
});

describe('--accept', () => {
  const accept = (more: object) => place.scan({ config, until: '2026-12-01', reason: 'moves with the vault', ...more });

  it('accepts a leak until its day is over', async () => {
    expect((await accept({ accept: await fingerprintOf('password') })).code).toBe(0);
    expect((await place.scan({ config })).output).toContain('1 leak in');
    expect((await accept({ accept: await fingerprintOf('github-token') })).code).toBe(0);
    expect(await place.scan({ config }, '2026-12-01')).toMatchObject({ code: 0 });
    expect(await place.scan({ config }, '2026-12-02')).toMatchObject({ code: 1 });
  });

  it('keeps what else is in the file, and takes the place of an earlier entry', async () => {
    const fingerprint = await fingerprintOf('password');
    await place.write(
      'accepted.yaml',
      `# ours\n- fingerprint: "00112233445566aa" # known\n  until: 2027-01-01\n  reason: other\n- { fingerprint: "${fingerprint}", until: 2026-11-23, reason: old }\n`,
    );
    expect((await accept({ accept: fingerprint })).code).toBe(0);
    const text = await place.read('accepted.yaml');
    for (const part of ['# ours', '# known', 'reason: other', 'moves with the vault']) expect(text).toContain(part);
    expect(text).not.toContain('old');
  });

  it.each([
    ['no fingerprint', { accept: 'xyz' }, 'a fingerprint has 16'],
    ['no day', { accept: '00112233445566aa', until: 'soon' }, '--until takes'],
    ['a day that does not exist', { accept: '00112233445566aa', until: '2026-02-30' }, '--until takes'],
    ['a day that is over', { accept: '00112233445566aa', until: '2026-11-21' }, 'is over'],
    ['an empty reason', { accept: '00112233445566aa', reason: ' ' }, '--reason takes'],
    ['a reason that is a leak', { accept: '00112233445566aa', reason: assignment }, 'holds a credential itself'],
  ])('refuses %s', async (_what, given, why) => {
    const { code, problems } = await accept(given);
    expect(code).toBe(2);
    expect(problems.join()).toContain(why);
    expect(problems.join()).not.toContain(password);
  });

  it('refuses to write into a file that it does not understand', async () => {
    await place.write('accepted.yaml', 'a: 1\n');
    expect((await accept({ accept: '00112233445566aa' })).code).toBe(2);
    expect(await place.read('accepted.yaml')).toBe('a: 1\n');
  });
});

describe('--audit', () => {
  it('says of every surface whether it is clean, and how much of it was read', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', assignment], { stdio: 'ignore' });
    await once(child, 'spawn');
    try {
      const { code, output } = await place.scan({ config, audit: true });
      expect(code).toBe(1);
      for (const row of [
        /security audit of alpha {2}command lines {2}\d+ leaks? .* \d+ of \d+ processes read/,
        /environments .* \d+ of \d+ processes read/,
        /files {10}2 leaks/,
        /logs {11}1 leak {2}/,
      ]) {
        expect(output).toMatch(row);
      }
      expect(output).toMatch(new RegExp(`pid ${child.pid}: error: .*argument 4`));
      expect(output).not.toContain(password);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('fails where it could look at nothing of a surface', async () => {
    await rm(place.path('project/logs'), { recursive: true });
    const { code, output } = await place.scan({ config, audit: true, format: 'json' });
    expect(code).toBe(2);
    expect(JSON.parse(output).summary).toMatchObject({ machine: 'alpha', blind: ['logs'], files: { leaks: 2 } });
  });
});
