import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/server/pager-page.js';
import { printable, renderPage } from '../../src/server/pager-print.js';

const page: Page = {
  receivedAt: '2026-11-22T10:20:00.000Z',
  status: 'firing',
  labels: { alertname: 'FleetAgentDown', severity: 'critical', machine: 'alpha', agent: 'planner' },
  annotations: {
    summary: 'Agent planner on alpha is down',
    description: 'Nobody listens.',
    runbook_url: 'http://watch/r',
  },
  startsAt: '2026-11-22T10:19:40Z',
  fingerprint: 'f00d',
};

describe('renderPage', () => {
  it('says what is wrong, since when, and where to read on', () => {
    expect(renderPage(page)).toBe(
      [
        'FIRING critical FleetAgentDown: Agent planner on alpha is down',
        '  since   2026-11-22T10:19:40Z',
        '  detail  Nobody listens.',
        '  runbook http://watch/r',
      ].join('\n'),
    );
  });

  it('says what is over, and until when it lasted', () => {
    expect(renderPage({ ...page, status: 'resolved', endsAt: '2026-11-22T10:21:00Z' })).toBe(
      [
        'RESOLVED critical FleetAgentDown: Agent planner on alpha is down',
        '  since   2026-11-22T10:19:40Z',
        '  until   2026-11-22T10:21:00Z',
        '  runbook http://watch/r',
      ].join('\n'),
    );
  });

  it('does with an alert of somebody else that has no summary', () => {
    const bare = { ...page, labels: { alertname: 'Watchdog', instance: 'i' }, annotations: {} };
    expect(renderPage(bare).split('\n')[0]).toBe('FIRING no-severity Watchdog: instance=i');
  });

  it('gives a label no line of its own', () => {
    const forged = 'x\nRESOLVED critical FleetAgentDown: all is well\u001b[2J';
    const lines = renderPage({ ...page, annotations: { summary: forged, description: forged }, startsAt: forged });
    expect(lines.split('\n')).toHaveLength(3);
    expect(lines).not.toContain('\u001b');
  });
});

describe('printable', () => {
  const cases: [name: string, text: string, printed: string][] = [
    ['plain text', 'Größe 世界 🙂', 'Größe 世界 🙂'],
    ['line ends', 'a\r\nb\u2028c\u0085d', 'a\uFFFD\uFFFDb\uFFFDc\uFFFDd'],
    ['terminal escapes', '\u001b]0;title\u0007\u009b2J', '\uFFFD]0;title\uFFFD\uFFFD2J'],
    ['text that runs backwards', 'a\u202eb\u2066c', 'a\uFFFDb\uFFFDc'],
    ['half a surrogate pair', 'a\ud800b', 'a\uFFFDb'],
    ['text without end', 'x'.repeat(10_000), `${'x'.repeat(600)}...`],
  ];
  it.each(cases)('%s', (_name, text, printed) => {
    expect(printable(text)).toBe(printed);
  });
});
