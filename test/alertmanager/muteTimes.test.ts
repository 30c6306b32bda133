import { readFile, writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { alertingWith, rendered, webhookTo } from '../alerting/example.js';
import { startAlertmanager, until } from './server.js';
import { httpSink } from './sinks.js';

it('in a mute time warnings wait, however they are grouped, and critical alerts do not', async () => {
  const sink = await httpSink();
  onTestFinished(sink.close);
  const receivers = new Map([['oncall', [webhookTo(`${sink.url}/`)]]]);
  // From 00:00 to 24:00 on every day.
  const files = await rendered(alertingWith({ receivers, muteTimes: new Map([['always', [{}]]]) }), []);
  onTestFinished(files.remove);
  const text = await readFile(files.file, 'utf8');
  await writeFile(files.file, text.replaceAll('group_wait: 5s', 'group_wait: 1s'));
  const alertmanager = await startAlertmanager(files.folder, files.file);
  onTestFinished(alertmanager.stop);

  const warnings = ['FleetAgentZombies', 'FleetAgentUnverified'];
  await alertmanager.post(warnings.map((alertname) => ({ labels: { alertname, severity: 'warning', machine: 'a' } })));
  await alertmanager.post([{ labels: { alertname: 'FleetAgentDown', severity: 'critical', machine: 'b' } }]);
  await until('the critical one is told', () => sink.posted.length > 0);
  // Posted after them: what was to be told of them has been.
  await alertmanager.post([{ labels: { alertname: 'Last', machine: 'last' } }]);
  await until('the last is told', () => sink.posted.some(({ body }) => body.includes('Last')));
  expect(sink.posted.filter(({ body }) => warnings.some((alert) => body.includes(alert)))).toEqual([]);
});
