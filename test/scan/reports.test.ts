import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignment, password, token } from '../redaction/secrets.js';
import { Place } from './scanning.js';

const other = `DB_PASS${'WORD='}${'Qw7RtY2uIoP9aSdF3gHj'}`;

let place: Place;
beforeEach(async () => {
  place = await Place.make({ 'a.env': `${assignment}\n${token}\n`, 'b.py': 'x = 1\n' });
});
afterEach(() => place.remove());

describe('every form of report', () => {
  it.each(['text', 'json', 'sarif', 'github'] as const)(
    '%s names place and rule, and nothing of the value',
    async (format) => {
      const { code, output } = await place.scan({ format });
      expect(code).toBe(1);
      for (const part of ['a.env', 'github-token', 'password']) expect(output).toContain(part);
      for (const secret of [password, token, password.slice(0, 10), token.slice(6, 20)])
        expect(output).not.toContain(secret);
    },
  );

  it('is clean where nothing is found', async () => {
    expect(await place.scan({ paths: [place.path('b.py')] })).toStrictEqual({
      code: 0,
      output: '0 leaks in 1 file (0.0 MB)\n',
      problems: [],
    });
  });

  it('leaves out rules that are off, and refuses such as do not exist', async () => {
    expect(await place.leaks({ rulesOff: ['password'] })).toStrictEqual(['a.env:2:1 github-token']);
    expect(await place.scan({ rulesOff: ['pasword'] })).toMatchObject({
      code: 2,
      problems: ['there is no rule `pasword`, did you mean `password`?'],
    });
  });
});

describe.each([
  ['by its number in the file', false],
  ['by its value under a shared key', true],
])('a baseline that knows a leak %s', (_how, withKey) => {
  const given = () => ({
    baseline: place.path('baseline.yaml'),
    exclude: ['baseline.yaml', 'key'],
    ...(withKey ? { fingerprintKeyFile: place.path('key') } : {}),
  });

  beforeEach(async () => {
    await place.write('key', randomBytes(32));
    expect((await place.scan({ ...given(), writeBaseline: true })).code).toBe(0);
  });

  it('accepts what was there when it was written, also after lines were added', async () => {
    expect(await place.scan(given())).toMatchObject({ code: 0, output: expect.stringContaining('2 accepted') });
    await place.write('a.env', `# new\n\n${assignment}\n${token}\n`);
    expect((await place.scan(given())).code).toBe(0);
  });

  it('accepts nothing more', async () => {
    await place.write('a.env', `${assignment}\n${token}\n${other}\n`);
    expect((await place.scan(given())).code).toBe(1);
  });

  it('tells of what is gone, and of its end', async () => {
    await place.write('a.env', `${assignment}\n`);
    const gone = await place.scan(given());
    expect(gone).toMatchObject({ code: 1, output: expect.stringContaining('[baseline-unmatched') });
    await place.write('a.env', `${assignment}\n${token}\n`);
    const late = await place.scan(given(), '2027-11-22');
    expect(late).toMatchObject({ code: 1, output: expect.stringContaining('[baseline-expired') });
  });

  it('says nothing of files that were not looked through', async () => {
    expect(await place.scan({ ...given(), paths: [place.path('b.py')] })).toMatchObject({ code: 0 });
  });

  it('holds nothing of the values', async () => {
    expect(await place.read('baseline.yaml')).not.toMatch(new RegExp(`${password}|${token}`));
  });

  it.runIf(withKey)('does not accept another value in the same place', async () => {
    await place.write('a.env', `${other}\n${token}\n`);
    expect((await place.scan(given())).code).toBe(1);
  });
});

describe('what contradicts itself is refused', () => {
  it.each([
    ['--stdin with paths', { stdin: true, paths: ['a'] }, '--stdin looks at'],
    ['a machine of no settings', { machine: 'alpha' }, '--machine chooses'],
    ['a baseline without a name', { writeBaseline: true }, '--write-baseline needs'],
    ['an audit of no machine', { audit: true, paths: [] }, '--audit looks at a machine'],
    ['an audit with a baseline', { audit: true, config: 'x', baseline: 'y' }, '--audit looks at all'],
    ['an acceptance without settings', { accept: 'f', until: 'd', reason: 'r' }, '--accept writes'],
    ['an acceptance without a date', { accept: 'f', config: 'x', reason: 'r' }, '--accept and --until'],
    ['a reason for nothing', { reason: 'r' }, '--accept and --reason'],
  ])('%s', async (_what, request, why) => {
    const { code, output, problems } = await place.scan(request);
    expect({ code, output }).toStrictEqual({ code: 2, output: '' });
    expect(problems.join()).toContain(why);
  });

  it('a key too short to be one', async () => {
    await place.write('key', 'abc');
    const { code, problems } = await place.scan({ fingerprintKeyFile: place.path('key') });
    expect(code).toBe(2);
    expect(problems.join()).toContain('holds 3 bytes');
  });
});
