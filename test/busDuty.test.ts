import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { BusDuty } from '../src/busDuty.js';
import { ChangeBook } from '../src/changes/book.js';
import { unknownHealth } from '../src/health/patient.js';
import { loadSettings } from '../src/settings.js';
import { httpHub } from './bus/httpHub.js';
import { folder, until } from './bus/workshop.js';
import { agentNamed } from './collectors/collect.js';

it('tells verdicts without credentials and heartbeats, by the mode of the settings or of an operator', async () => {
  const directory = await folder(onTestFinished);
  const { events, url } = await httpHub(onTestFinished);
  const file = join(directory, 'fleetwatch.yaml');
  const write = (mode: string) =>
    writeFile(
      file,
      `machines: [{ name: alpha, startup_file: startup.yaml }]\nstate_directory: state\nbus: { mode: ${mode}, http: { url: '${url}' }, heartbeat: 1s }\n`,
    );
  await write('http');
  const read = () => loadSettings(file);
  const { settings } = await read();
  if (settings === undefined) throw new Error('the settings of this test are broken');
  const duty = new BusDuty(settings, pino({ level: 'silent' }));
  const heard: string[] = [];
  const watched = duty.heard({
    verdictChanged: ({ name }) => heard.push(name),
    stateWritten: () => undefined,
  });
  const book = new ChangeBook({
    directory: join(directory, 'changes'),
    machine: 'alpha',
    now: Date.now,
    killSwitchFile: join(directory, 'no'),
  });
  await duty.start(book);
  onTestFinished(() => duty.stop());

  const token = ['ghp', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('_');
  const after = { ...unknownHealth, verdict: 'hung', reason: `no answer for ${token}` } as const;
  watched.verdictChanged(agentNamed('Planner'), unknownHealth, after);
  await until('verdict and two heartbeats have come', () => events.length >= 3);
  expect(heard).toEqual(['Planner']);
  const verdict = events.find(({ data }) => data.kind === 'health');
  expect(verdict).toMatchObject({ subject: 'Planner', data: { verdict: 'hung', previous: 'unknown' } });
  expect(JSON.stringify(verdict)).not.toContain(token);
  expect(events.find(({ data }) => data.kind === 'heartbeat')?.data).toMatchObject({
    mode: 'http',
    interval_seconds: 1,
  });

  await mkdir(join(directory, 'state/bus'), { recursive: true });
  await writeFile(
    join(directory, 'state/bus/mode.json'),
    JSON.stringify({ mode: 'off', instead_of: 'http', at: Date.now() }),
  );
  await until('the operator is heard', () => duty.bus?.mode === 'off');
  await write('off');
  await duty.following(read)();
  expect(duty.bus?.mode).toBe('off');
  await write('http');
  await duty.following(read)();
  // What was chosen before does not come back.
  expect(duty.bus?.mode).toBe('http');
});
