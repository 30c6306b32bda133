import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readListing, readNotification } from '../../src/triggers/notification.js';
import { notificationOf, webhookAlert } from './example.js';

const alert = { name: 'FleetRollbackGate', change: 'c1', startsAt: Date.parse('2026-11-22T10:05:00.123Z') };

describe('a notification of Alertmanager', () => {
  it('comes down to name, change and beginning of the rollback alerts that fire', () => {
    const body = notificationOf(
      webhookAlert({ change: 'c1', machine: 'alpha' }),
      webhookAlert({ change: 'c2' }, { status: 'resolved' }),
      webhookAlert({ change: 'c3', action: 'restart' }),
      webhookAlert({ change: 'c4', action: undefined }),
      webhookAlert({}, { startsAt: '2026-11-22T12:05:00+02:00' }),
    );
    expect(readNotification(body)).toEqual({
      kind: 'alerts',
      alerts: [alert, { ...alert, change: '', startsAt: Date.parse('2026-11-22T10:05:00Z') }],
    });
  });

  const one = webhookAlert({ change: 'c1' });
  const malformed: [what: string, body: string][] = [
    ['nothing', ''],
    ['half of it', notificationOf(one).slice(0, -2)],
    ['a list', '[]'],
    ['null', 'null'],
    ['another version', JSON.stringify({ version: '3', alerts: [one] })],
    ['a number for a version', JSON.stringify({ version: 4, alerts: [one] })],
    ['no alerts', JSON.stringify({ version: '4' })],
    ['alerts that are none', notificationOf(one, 'FleetRollbackGate')],
    ['a status that is none', notificationOf(one, webhookAlert({}, { status: 'pending' }))],
    ['no status', notificationOf(webhookAlert({}, { status: undefined }))],
    ['labels that are a list', notificationOf(webhookAlert({}, { labels: ['action', 'rollback'] }))],
    ['no labels', notificationOf(webhookAlert({}, { labels: null }))],
    ['a change that is an object', notificationOf(webhookAlert({ change: { id: 'c1' } }))],
    ['a change that is a list', notificationOf(webhookAlert({ change: ['c1'] }))],
    ['a label that is a number', notificationOf(webhookAlert({ change: 'c1', replicas: 2 }))],
    ['no beginning', notificationOf(webhookAlert({}, { startsAt: undefined }))],
    ['a beginning in words', notificationOf(webhookAlert({}, { startsAt: 'yesterday' }))],
    ['a beginning that is no day', notificationOf(webhookAlert({}, { startsAt: '2026-19-42T10:05:00Z' }))],
    ['a beginning as a number', notificationOf(webhookAlert({}, { startsAt: 0 }))],
    ['lists in lists', `{"version":"4","alerts":[],"more":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
    ['objects in objects', `{"version":"4","alerts":[],"more":${'{"a":'.repeat(9)}1${'}'.repeat(9)}}`],
  ];
  it.each(malformed)('is not %s', (_what, body) => {
    expect(readNotification(body).kind).toBe('malformed');
  });

  it('may have brackets in its texts, and labels with names of their own', () => {
    const body = notificationOf(webhookAlert({ change: 'c1', text: `"\\${'[{'.repeat(50)}`, __proto__: 'x' }));
    const proto = body.replace('"text"', '"__proto__":"c2","constructor":"c3","text"');
    expect(readNotification(proto)).toEqual({ kind: 'alerts', alerts: [alert] });
  });

  it('whatever comes is read or refused, and no text but name and change gets through', () => {
    fc.assert(
      fc.property(fc.json(), fc.dictionary(fc.string(), fc.string()), fc.string(), (json, labels, annotation) => {
        expect(['alerts', 'malformed']).toContain(readNotification(json).kind);
        expect(['alerts', 'malformed']).toContain(readListing(json).kind);
        const body = notificationOf(
          webhookAlert({ ...labels, change: 'c1', alertname: 'A' }, { annotations: { a: annotation } }),
        );
        const read = readNotification(body);
        if (labels.action === undefined || labels.action === 'rollback') {
          expect(read).toEqual({ kind: 'alerts', alerts: [{ ...alert, name: 'A' }] });
        } else expect(read).toEqual({ kind: 'alerts', alerts: [] });
      }),
    );
  });
});

describe('a listing of Alertmanager', () => {
  const listed = (state: unknown) => ({
    ...webhookAlert({ change: 'c1' }),
    status: { state, silencedBy: [], inhibitedBy: [] },
    updatedAt: '2026-11-22T10:05:00Z',
    receivers: [{ name: 'rollback' }],
  });

  it('comes down to the same', () => {
    const body = JSON.stringify([listed('active'), listed('suppressed'), listed('unprocessed')]);
    expect(readListing(body)).toEqual({ kind: 'alerts', alerts: [alert] });
    expect(readListing('[]')).toEqual({ kind: 'alerts', alerts: [] });
  });

  const malformed: [what: string, body: string][] = [
    ['an object', '{}'],
    ['a page', '<html></html>'],
    ['a state that is none', JSON.stringify([listed(1)])],
    ['a status as in a webhook', JSON.stringify([webhookAlert({ change: 'c1' })])],
  ];
  it.each(malformed)('is not %s', (_what, body) => {
    expect(readListing(body).kind).toBe('malformed');
  });
});
