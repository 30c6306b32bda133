import { describe, expect, it } from 'vitest';
import { bundledAlertNames } from '../../src/acknowledgements/alertNames.js';
import { acknowledgementOf, parseDuration } from '../../src/acknowledgements/request.js';
import { token } from '../redaction/secrets.js';

const known = { climbing: ['FleetAgentDown', 'FleetExporterDown'], others: ['FleetEscalation', 'FleetLogRace'] };
const asked = { alert: 'FleetAgentDown', for: '1h', by: 'Ada' };
const now = 1_795_341_600_000;

describe('acknowledgementOf', () => {
  it('holds from now on, for as long as was asked, on all machines and agents unless some are named', () => {
    const made = acknowledgementOf(asked, known, now);
    expect(made).toMatchObject({ alert: 'FleetAgentDown', madeAt: now, until: now + 3_600_000, by: 'Ada' });
    expect(made).toMatchObject({ machine: undefined, agent: undefined, reason: undefined });
    expect(made.id).toMatch(/^[0-9a-f]{8}$/);
    const narrow = { ...asked, machine: 'alpha', agent: ' planner ', reason: 'on it' };
    expect(acknowledgementOf(narrow, known, now)).toMatchObject({
      machine: 'alpha',
      agent: 'planner',
      reason: 'on it',
    });
  });

  it('keeps no credential', () => {
    const made = acknowledgementOf({ ...asked, reason: `new token ${token} rolled out` }, known, now);
    expect(made.reason).not.toContain(token);
    expect(made.reason).toContain('rolled out');
  });

  const refused: [name: string, changes: object, message: string][] = [
    ['a typo', { alert: 'FleetAgentDwon' }, 'there is no alert FleetAgentDwon, did you mean FleetAgentDown?'],
    ['another name', { alert: 'Watchdog' }, 'there is no alert Watchdog; /runbooks lists all'],
    ['what is no name', { alert: token }, 'there is no alert'],
    ['the ladder itself', { alert: 'FleetEscalation' }, 'name the one that it speaks of'],
    ['a warning', { alert: 'FleetLogRace' }, 'never critical and never escalated'],
    ['nobody', { by: undefined }, '--by who is at it'],
    ['an empty name', { by: '  ' }, '--by is empty'],
    ['a long reason', { reason: 'x'.repeat(301) }, '--reason is longer than 300 characters'],
    ['a reason of two lines', { reason: 'a\nb' }, '--reason holds characters that do not show'],
    ['a reason that runs backwards', { reason: 'a\u202eb' }, '--reason holds characters that do not show'],
    ['more than a day', { for: '24h1s' }, '--for is at most 24h'],
    ['no time', { for: '0m' }, '--for takes a duration'],
  ];
  it.each(refused)('refuses %s', (_name, changes, message) => {
    expect(() => acknowledgementOf({ ...asked, ...changes }, known, now)).toThrow(message);
  });
});

describe('parseDuration', () => {
  it.each([
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['24h', 86_400_000],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });
  it.each(['', '1', 'h', '1d', '30m1h', '-1h', '1.5h', '1h 30m'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow('--for takes a duration');
  });
});

describe('bundledAlertNames', () => {
  it('are those of the rules: what pages can be acknowledged', async () => {
    const { climbing, others } = await bundledAlertNames();
    expect(climbing).toContain('FleetAgentDown');
    expect(climbing).toContain('FleetExporterDown');
    expect(others).toContain('FleetAgentUnverified');
    expect(others).toContain('FleetEscalation');
    expect(climbing.filter((name) => others.includes(name))).toEqual([]);
  });
});
