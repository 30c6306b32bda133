import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { BusDuty } from '../src/busDuty.js';
import { ChangeBook } from '../src/changes/book.js';
import { unknownHealth } from '../src/health/patient.js';
import { loadSettings, type Settings } from '../src/settings.js';
import { httpHub } from './bus/httpHub.js';
import { folder, until } from './bus/workshop.js';
import { agentNamed } from './collectors/collect.js';

function bookIn(directory: string): ChangeBook {
  const killSwitchFile = join(directory, 'no');
  return new ChangeBook({ directory: join(directory, 'changes'), machine: 'alpha', now: Date.now, killSwitchFile });
}

async function settingsIn(file: string): Promise<Settings> {
  const { settings } = await loadSettings(file);
  if (settings === undefined) throw new Error('the settings of this test are broken');
  return settings;
}

const silent = pino({ level: 'silent' });

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
  const duty = new BusDuty(await settingsIn(file), silent);
  const heard: string[] = [];
  const watched = duty.heard({
    verdictChanged: ({ name }) => heard.push(name),
    stateWritten: () => undefined,
  });
  await duty.start(bookIn(directory));
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

it('tells each entry of the journal once that comes after its first look, whoever reads it, over a restart too', async () => {
  const directory = await folder(onTestFinished);
  const { events, url } = await httpHub(onTestFinished);
  const file = join(directory, 'fleetwatch.yaml');
  await writeFile(
    file,
    `machines: [{ name: alpha, startup_file: startup.yaml }]\nstate_directory: state\nbus: { http: { url: '${url}' } }\n`,
  );
  const told = () => events.flatMap(({ data }) => (data.kind === 'change' ? [data.by] : []));
  const { journal } = bookIn(directory);
  const commit = (by: string) => journal.append({ change: 'risk-a', kind: 'committed', data: { by } });
  await commit('Ada');
  for (const by of ['Bob', 'Cleo']) {
    const duty = new BusDuty(await settingsIn(file), silent);
    const book = bookIn(directory);
    await duty.start(book);
    onTestFinished(() => duty.stop());
    await book.journal.read();
    await commit(by);
    await book.journal.read();
    await book.journal.read();
    await until(`${by} is told`, () => told().at(-1) === by);
    await duty.stop();
  }
  expect(told()).toEqual(['Bob', 'Cleo']);
});
