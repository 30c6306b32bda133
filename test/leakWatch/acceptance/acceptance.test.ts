import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatPlace } from '../../../src/finding.js';
import { AcceptanceFile } from '../../../src/leakWatch/acceptance/file.js';
import { judge } from '../../../src/leakWatch/acceptance/judge.js';
import { readAcceptances } from '../../../src/leakWatch/acceptance/read.js';
import { Reader } from '../../../src/leakWatch/reading/reader.js';

const good = `- fingerprint: "0123456789abcdef"
  rule: mark
  until: 2026-12-31
  reason: moved out with the next release
- fingerprint: fedcba9876543210
  until: 2026-11-22
  reason: a test account
`;
const read = (text: string) => readAcceptances('accepted.yaml', text, (id) => id === 'mark');
/** 2026-11-22T10:00:00Z in milliseconds. */
const now = 1_795_341_600_000;
const day = 86_400_000;

describe('the file of accepted leaks', () => {
  it('says what, until when, and why', () => {
    const { entries, findings } = read(good);
    expect(findings).toStrictEqual([]);
    expect(entries.map(({ place, ...entry }) => [formatPlace(place), entry])).toStrictEqual([
      [
        'accepted.yaml:1:3',
        {
          fingerprint: '0123456789abcdef',
          rule: 'mark',
          until: '2026-12-31',
          reason: 'moved out with the next release',
        },
      ],
      ['accepted.yaml:5:3', { fingerprint: 'fedcba9876543210', until: '2026-11-22', reason: 'a test account' }],
    ]);
  });

  it.each([
    { text: '', title: 'empty' },
    { text: '# nothing yet\n', title: 'a comment' },
    { text: '[]', title: 'an empty list' },
  ])('may be $title', ({ text }) => {
    expect(read(text)).toStrictEqual({ entries: [], findings: [] });
  });

  it.each([
    { title: 'no list', text: 'fingerprint: x', found: ['wrong-type accepted.yaml:1:1'] },
    { title: 'no YAML', text: '- "x', found: ['yaml-syntax accepted.yaml:1:5'] },
    {
      title: 'a value in place of a fingerprint',
      text: good.replace('fedcba9876543210', 'hunter2-and-more'),
      found: ['invalid-value accepted.yaml:5:16'],
    },
    {
      title: 'no reason',
      text: good.replace(/ {2}reason: a test account\n/, ''),
      found: ['missing-key accepted.yaml:5:3'],
    },
    { title: 'no date', text: good.replace('2026-11-22', 'soon'), found: ['invalid-value accepted.yaml:6:10'] },
    { title: 'a key too many', text: `${good}  agent: A\n`, found: ['unknown-key accepted.yaml:8:3'] },
    {
      title: 'no such rule',
      text: good.replace('rule: mark', 'rule: marc'),
      found: ['leak-acceptance-rule accepted.yaml:2:9'],
    },
  ])('accepts nothing where it is $title', ({ text, found }) => {
    const { entries, findings } = read(text);
    expect(entries).toStrictEqual([]);
    expect(findings.map(({ code, place }) => `${code} ${formatPlace(place)}`)).toStrictEqual(found);
    expect(findings.every(({ risk }) => risk === 'H')).toBe(true);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  describe('on disk', () => {
    let folder = '';
    let reader: Reader;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'fleetwatch-accepted-'));
      reader = new Reader();
    });
    afterEach(async () => {
      await reader.stop();
      rmSync(folder, { recursive: true });
    });

    it('counts as it is now', async () => {
      const path = join(folder, 'accepted.yaml');
      const file = new AcceptanceFile({ file: path, reader, isRule: () => true });
      expect(await file.read()).toStrictEqual({ entries: [], findings: [] });
      writeFileSync(path, good);
      const first = await file.read();
      expect(first.entries).toHaveLength(2);
      expect(await file.read()).toBe(first);
      writeFileSync(path, '[]');
      expect((await file.read()).entries).toHaveLength(0);
    });

    it('accepts nothing where it cannot be read', async () => {
      const { entries, findings } = await new AcceptanceFile({ file: folder, reader, isRule: () => true }).read();
      expect(entries).toStrictEqual([]);
      expect(findings.map(({ code, message }) => [code, message])).toStrictEqual([
        ['file-unreadable', 'cannot read the accepted leaks: it is no readable file'],
      ]);
    });
  });
});

describe('accepted leaks', () => {
  const { entries } = read(good);
  const leaks = [
    { fingerprint: '0123456789abcdef', rule: 'mark' },
    { fingerprint: '0123456789abcdef', rule: 'other' },
    { fingerprint: 'fedcba9876543210', rule: 'other' },
    { fingerprint: '1111111111111111', rule: 'mark' },
  ];
  const [first, second] = entries;

  it('are told from open ones by fingerprint, and by rule where one is given', () => {
    expect(judge(leaks, entries, now)).toStrictEqual({
      open: [leaks[1], leaks[3]],
      accepted: [leaks[0], leaks[2]],
      expired: [],
      unmatched: [],
      // The end of the day of the second entry, in seconds.
      nextEnd: Date.parse('2026-11-23T00:00:00Z') / 1000,
    });
  });

  it('count again when their day is over', () => {
    const { open, accepted, expired, nextEnd } = judge(leaks, entries, now + day);
    expect({ open, accepted, expired, nextEnd }).toStrictEqual({
      open: [leaks[1], leaks[2], leaks[3]],
      accepted: [leaks[0]],
      expired: [second],
      nextEnd: Date.parse('2027-01-01T00:00:00Z') / 1000,
    });
  });

  it('that do not show any more leave their entries behind', () => {
    expect(judge([], entries, now)).toMatchObject({ expired: [], unmatched: [first, second], nextEnd: undefined });
  });
});
