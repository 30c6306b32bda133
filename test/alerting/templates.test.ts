import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amtool } from '../alertmanager/amtool.js';
import { type Notification, notification } from './notification.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetwatch-templates-'));
});

afterAll(() => rm(folder, { recursive: true }));

const texts = [
  ...['chat.colour', 'chat.title', 'chat.text', 'pager.severity', 'pager.description', 'pager.class'],
  ...['pager.component', 'pager.group', 'pager.firing', 'pager.resolved', 'acknowledge', 'runbook', 'dashboard'],
  ...['silence', 'mail.subject', 'mail.text'],
];

/** What the templates give for a notification, by template. */
async function render(name: string, data: Notification): Promise<Record<string, string>> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(data));
  const use = (template: string) => `{{ template "fleetwatch.${template}" . }}`;
  const together = (type: string, text: string) =>
    amtool(
      'template',
      'render',
      '--template.glob=alertmanager/templates/*.tmpl',
      `--template.type=${type}`,
      `--template.data=${file}`,
      `--template.text=${text}`,
    );
  const [text, html] = await Promise.all([
    together('text', texts.map(use).join('\u0001')),
    together('html', use('mail.html')),
  ]);
  const parts = text.split('\u0001');
  return Object.fromEntries([...texts.map((template, index) => [template, parts[index] ?? '']), ['mail.html', html]]);
}

const down = {
  labels: { alertname: 'FleetAgentDown', severity: 'critical', risk: 'D', machine: 'alpha', agent: 'RailRegistry' },
  annotations: {
    summary: 'Agent RailRegistry on alpha is down',
    description: 'Nobody listens on its health check port. It blocks 41 agents. First look whether its process runs.',
    runbook_url: 'http://127.0.0.1:9877/runbooks/FleetAgentDown',
    dashboard: 'http://127.0.0.1:9877/#alpha-RailRegistry',
  },
};

const unverified = (agent: string) => ({
  labels: { alertname: 'FleetAgentUnverified', severity: 'warning', risk: 'D', machine: 'alpha', agent },
  annotations: {
    summary: `Health of agent ${agent} on alpha cannot be verified`,
    description: 'It speaks no health protocol that is known.',
    runbook_url: 'http://127.0.0.1:9877/runbooks/FleetAgentUnverified',
    dashboard: `http://127.0.0.1:9877/#alpha-${agent}`,
  },
});

const group = ['alertname', 'machine', 'agent'];
const cases: [name: string, data: Notification][] = [
  ['an agent is down', notification([down], group)],
  ['an agent is up again', notification([{ ...down, isOver: true }], group)],
  [
    'many of one machine',
    notification(
      Array.from({ length: 12 }, (_, index) => unverified(`Agent${index + 1}`)),
      ['alertname', 'machine'],
    ),
  ],
  [
    'some are over',
    notification([unverified('Left'), { ...unverified('Well'), isOver: true }], ['alertname', 'machine']),
  ],
  [
    'an escalation',
    notification(
      [
        {
          labels: {
            ...{ alertname: 'FleetEscalation', severity: 'critical', risk: 'D', machine: 'alpha' },
            ...{ agent: 'RailRegistry', escalation_to: 'cto', escalated_alert: 'FleetAgentDown' },
          },
          annotations: {
            summary: 'FleetAgentDown of RailRegistry on alpha stands without acknowledgement, to cto',
            description: 'It has stood for more than 20m.',
            runbook_url: 'http://127.0.0.1:9877/runbooks/FleetEscalation',
            escalated_runbook_url: 'http://127.0.0.1:9877/runbooks/FleetAgentDown',
            dashboard: 'http://127.0.0.1:9877/',
          },
        },
      ],
      ['alertname', 'escalation_to', 'escalated_alert', 'machine', 'agent'],
    ),
  ],
  ['an alert of somebody else', notification([{ labels: { alertname: 'Foreign' }, annotations: {} }], group)],
];

describe('notifications', () => {
  it.each(cases)('%s', async (name, data) => {
    const parts = await render(name.replaceAll(' ', '-'), data);
    const page = Object.entries(parts).map(([template, text]) => `== ${template}\n${text}\n`);
    await expect(page.join('\n')).toMatchFileSnapshot(`golden/${name.replaceAll(' ', '-')}.txt`);
  });
});

describe('what stands in labels and annotations', () => {
  const hostile: [what: string, text: string][] = [
    ['quotes', `"'\`\\`],
    ['markup', '</p></title><script>alert(1)</script><a href="javascript:alert(1)">&amp;'],
    ['mentions', '<!channel> <@U1> <https://example.org|Runbook>'],
    ['a template', '{{ template "fleetwatch.mail.html" . }} {{ .Nothing.At.All }}'],
    ['a command', '$(reboot); `reboot` && reboot'],
    ['lines and controls', 'a\r\nBcc: everybody@example.org\u0000\u0007\u001b[2J'],
    ['no text at all', ''],
    ['many characters', 'ä'.repeat(1_000_000)],
    ['many bytes of one', '👩‍👩‍👧‍👦'.repeat(10_000)],
  ];
  it.each(hostile)('breaks nothing: %s', async (what, text) => {
    const data = notification(
      [
        {
          labels: { alertname: text, severity: text, risk: text, machine: text, agent: text },
          annotations: { summary: text, description: text, runbook_url: text, dashboard: text },
        },
      ],
      group,
    );
    const parts = await render(`hostile-${what.replaceAll(' ', '-')}`, data);
    for (const [template, part] of Object.entries(parts)) {
      // A link becomes longer where HTML encodes it; Slack takes 40,000 characters.
      expect(part.length, template).toBeLessThan(template === 'mail.html' ? 30_000 : 8000);
      expect(part.replaceAll('\n', ''), template).not.toMatch(/\p{Cc}/u);
      expect(part, template).not.toContain('\ufffd');
    }
    // Of Slack's links there are just our own three; nobody else is called by one.
    expect(parts['chat.text']?.match(/<[^>]*>/g)?.map((link) => link.replace(/^.*\|/, ''))).toEqual([
      'What to do>',
      'Dashboard>',
      'Silence>',
    ]);
    expect(parts['chat.title']).not.toMatch(/[<>]/);
    const tags = parts['mail.html']?.match(/<\/?[a-z][a-z0-9]*/gi) ?? [];
    expect(new Set(tags.map((tag) => tag.replace(/^<\/?/, '')))).toEqual(
      new Set(['html', 'head', 'meta', 'title', 'body', 'h3', 'p', 'a']),
    );
    expect(parts['mail.html']).not.toMatch(/href="javascript/);
    expect(parts['mail.subject']).not.toContain('\n');
    expect(parts.acknowledge).toBe('');
    expect(parts.silence).toMatch(/^http:\/\/alertmanager\.example\.org:9093\/#\/[A-Za-z0-9/?=%._~-]+$/);
  });

  it('is matched as it is by the form for a silence', async () => {
    const agent = 'Planner "2" {é} + 50% & more';
    const data = notification([{ labels: { ...down.labels, agent }, annotations: {} }], group);
    const { silence = '' } = await render('silence', data);
    const [, filter = ''] = silence.split('filter=');
    expect(decodeURIComponent(filter)).toBe(
      `{alertname="FleetAgentDown",agent=${JSON.stringify(agent)},machine="alpha"}`,
    );
  });
});
