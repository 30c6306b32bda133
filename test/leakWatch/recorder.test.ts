import { describe, expect, it } from 'vitest';
import { noFileGaps } from '../../src/leakWatch/files/gaps.js';
import type { FileView } from '../../src/leakWatch/files/watch.js';
import type { ProcessSighting, ProcessSweep, UnreadProcess } from '../../src/leakWatch/processes/sweep.js';
import { Recorder } from '../../src/leakWatch/recorder.js';
import type { Sighting } from '../../src/leakWatch/sighting.js';

/** A book that writes down what it is told, and knows its sources. */
function notebook(...sources: string[]) {
  const known = new Set(sources);
  const said: string[] = [];
  return {
    said,
    book: {
      see: (source: string, sightings: readonly Sighting[]) => {
        said.push(`see ${source}: ${sightings.length}`);
        if (sightings.length === 0) known.delete(source);
        else known.add(source);
      },
      renew: (source: string) => said.push(`renew ${source}`),
      sources: () => [...known],
    },
  };
}

function inProcess(pid: number, startTimeTicks = 100, surface: 'cmdline' | 'environ' = 'cmdline'): ProcessSighting {
  const place = { kind: 'process', pid, startTimeTicks } as const;
  return { surface, rule: 'mark', fingerprint: `f${pid}`, agent: undefined, place, where: 'argument 1' };
}

function sweep(sightings: readonly ProcessSighting[], unread: readonly UnreadProcess[] = []): ProcessSweep {
  return { sightings, unread, processes: 9, commandLinesRead: 9, environmentsRead: 9 };
}

function inFiles(paths: readonly string[], unsure: readonly string[] = []): FileView {
  const sighting = (file: string): Sighting => {
    return {
      surface: 'config',
      rule: 'mark',
      fingerprint: 'f',
      agent: undefined,
      place: { kind: 'file', file, line: 1, column: 1 },
    };
  };
  return {
    files: 9,
    gaps: noFileGaps,
    gapExamples: [],
    passedAt: 1,
    sightings: new Map(paths.map((path) => [path, [sighting(path)]])),
    mayHold: (path) => unsure.includes(path),
  };
}

describe('processes', () => {
  it('are noted once by surface, and renewed while they show the same', () => {
    const { book, said } = notebook();
    const recorder = new Recorder(book);
    const shown = sweep([inProcess(1), inProcess(1, 100, 'environ'), inProcess(2)]);
    recorder.processes(shown);
    recorder.processes(shown);
    expect(said).toStrictEqual([
      ...['see cmdline 1 100: 1', 'see environ 1 100: 1', 'see cmdline 2 100: 1'],
      ...['renew cmdline 1 100', 'renew environ 1 100', 'renew cmdline 2 100'],
    ]);
  });

  it('are noted anew when they show something else', () => {
    const { book, said } = notebook();
    const recorder = new Recorder(book);
    recorder.processes(sweep([inProcess(1)]));
    recorder.processes(sweep([{ ...inProcess(1), fingerprint: 'other' }]));
    expect(said).toStrictEqual(['see cmdline 1 100: 1', 'see cmdline 1 100: 1']);
  });

  it('end when they show nothing, are gone, or their pid is another process, also after a restart', () => {
    const { book, said } = notebook('cmdline 1 100', 'environ 2 100', 'log 77', 'file /a.yaml');
    new Recorder(book).processes(sweep([inProcess(1, 200)]));
    expect(said).toStrictEqual(['see cmdline 1 100: 0', 'see environ 2 100: 0', 'see cmdline 1 200: 1']);
  });

  it.each<{ reason: UnreadProcess['reason']; said: string }>([
    { reason: 'stuck', said: 'renew environ 1 100' },
    { reason: 'failed', said: 'renew environ 1 100' },
    { reason: 'denied', said: 'see environ 1 100: 0' },
  ])('whose environment is $reason now', ({ reason, said: expected }) => {
    const { book, said } = notebook('cmdline 1 100', 'environ 1 100', 'environ 11 100');
    new Recorder(book).processes(sweep([], [{ pid: 1, surface: 'environ', reason }]));
    expect(said).toStrictEqual(['see cmdline 1 100: 0', expected, 'see environ 11 100: 0']);
  });
});

describe('files', () => {
  it('are noted one by one, and end when a pass does not show them', () => {
    const { book, said } = notebook('file /gone.yaml', 'cmdline 1 100', 'log 77');
    new Recorder(book).files(inFiles(['/a.yaml', '/b.yaml']));
    expect(said).toStrictEqual(['see file /gone.yaml: 0', 'see file /a.yaml: 1', 'see file /b.yaml: 1']);
  });

  it('hold what they held as long as nobody can look', () => {
    const { book, said } = notebook('file /closed/a.yaml');
    new Recorder(book).files(inFiles([], ['/closed/a.yaml']));
    expect(said).toStrictEqual(['renew file /closed/a.yaml']);
  });

  it('that show a leak again after it ended are noted anew', () => {
    const { book, said } = notebook();
    const recorder = new Recorder(book);
    for (const paths of [['/a.yaml'], [], ['/a.yaml']]) recorder.files(inFiles(paths));
    expect(said).toStrictEqual(['see file /a.yaml: 1', 'see file /a.yaml: 0', 'see file /a.yaml: 1']);
  });
});
