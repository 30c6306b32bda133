import { appendFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/acknowledgements/acknowledgement.js';
import { append, journalFile } from '../../src/acknowledgements/journal.js';
import { AcknowledgementWatch } from '../../src/acknowledgements/watch.js';

let folder: string;
let file: string;
let now = 1_795_341_600_000;
let watch: AcknowledgementWatch;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acknowledgements-'));
  file = journalFile(folder);
  now = 1_795_341_600_000;
  watch = new AcknowledgementWatch(file, 'alpha', () => now);
});
afterEach(() => rm(folder, { recursive: true }));

function made(id: string): Entry {
  const scope = { alert: 'FleetAgentDown', machine: 'alpha', agent: undefined };
  const times = { madeAt: now, until: now + 60_000 };
  return { kind: 'acknowledged', acknowledgement: { id, ...scope, ...times, by: 'Ada', reason: undefined } };
}

async function ids(): Promise<string[]> {
  return (await watch.look()).acknowledgements.map(({ id }) => id);
}

describe('AcknowledgementWatch', () => {
  it('follows the journal: nothing, one, two, one taken back', async () => {
    expect(await ids()).toEqual([]);
    await append(file, made('a'));
    expect(await ids()).toEqual(['a']);
    await append(file, made('b'));
    expect(await ids()).toEqual(['a', 'b']);
    await append(file, { kind: 'removed', removal: { id: 'a', by: 'Bob', removedAt: now } });
    expect(await ids()).toEqual(['b']);
  });

  it('lets them expire although the journal is the same', async () => {
    await append(file, made('a'));
    expect(await ids()).toEqual(['a']);
    now += 60_000;
    expect(await ids()).toEqual([]);
  });

  it('sees another file of the same size in its place, and that it is gone', async () => {
    await append(file, made('a'));
    expect(await ids()).toEqual(['a']);
    const other = join(folder, 'other.jsonl');
    await append(other, made('b'));
    await rename(other, file);
    expect(await ids()).toEqual(['b']);
    await rm(file);
    expect(await ids()).toEqual([]);
  });

  it('says what cannot be read, and where', async () => {
    await append(file, made('a'));
    await appendFile(file, '{"kind":"acknow');
    const { acknowledgements, findings } = await watch.look();
    expect(acknowledgements).toHaveLength(1);
    expect(findings).toMatchObject([
      { code: 'acknowledgement-unread', machine: 'alpha', place: { kind: 'file', file, line: 3 } },
    ]);
  });

  it('fails where the journal is there and is none, and recovers', async () => {
    await mkdir(file);
    await expect(watch.look()).rejects.toThrow('EISDIR');
    await rm(file, { recursive: true });
    await append(file, made('a'));
    expect(await ids()).toEqual(['a']);
  });
});
