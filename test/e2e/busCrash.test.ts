import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { busIn, folder, Receiver, range, until } from '../bus/workshop.js';

const built = process.env.FLEETWATCH_DIST ?? fileURLToPath(new URL('../../dist/', import.meta.url));
const publisher = fileURLToPath(new URL('bus/publisher.mjs', import.meta.url));
const crashes = 3;

/** Publishes until it is killed amid its work; gives the last sequence that it knew to be on the disk. */
async function publishUntilKilled(directory: string): Promise<number> {
  const child = spawn(process.execPath, [publisher, built, directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  let kept = 0;
  let lines = 0;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) kept = Number(line);
    lines++;
  });
  const enough = 3 + Math.random() * 5;
  await until('it has published', () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${said}`);
    return lines > enough;
  });
  child.kill('SIGKILL');
  await once(child, 'close');
  return kept;
}

it(`an exporter that is killed ${crashes} times loses no event that was on the disk, and none comes twice`, async () => {
  const directory = await folder(onTestFinished);
  let kept = 0;
  for (let crash = 0; crash < crashes; crash++) {
    const now = await publishUntilKilled(directory);
    expect(now).toBeGreaterThan(kept);
    kept = now;
  }
  const bus = busIn(directory);
  const nats = new Receiver();
  bus.setMode('nats');
  await bus.setSinks({ nats });
  await bus.start();
  onTestFinished(() => bus.stop());
  await until('all has come', () => bus.sinks.every(({ backlog }) => backlog.events === 0), 60);
  const sequences = nats.sequences;
  expect(sequences.at(-1)).toBeGreaterThanOrEqual(kept);
  expect(sequences).toEqual(range(1, sequences.length));
  expect(new Set(nats.events.map(({ id }) => id)).size).toBe(sequences.length);
  expect(new Set(nats.events.map(({ id }) => id.split('/')[1])).size).toBe(1);
});
