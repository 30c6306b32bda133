import { type Descriptor, readDescriptorState } from './descriptors.js';

/** Several writers in one file, of which at least one does not append: it writes over what the others have written. */
export interface Race {
  readonly path: string;
  /** All that write there, those that do not append first. */
  readonly writers: readonly Descriptor[];
}

/** A writer, and where it stood when it was looked at again later. */
export interface SeenTwice {
  readonly writer: Descriptor;
  readonly laterPosition: number;
}

/** The races among the descriptors of log files. Each file with two writers or more is looked at twice. */
export function findRaces(procRoot: string, descriptors: readonly Descriptor[]): Race[] {
  return [...writersByPath(descriptors)].flatMap(([path, writers]) => {
    if (writers.length < 2 || writers.every(({ state }) => state.appends)) return [];
    const seen = writers.flatMap((writer) => {
      const state = readDescriptorState(procRoot, writer.pid, writer.fd);
      return state === undefined || state === 'denied' ? [] : [{ writer, laterPosition: state.position }];
    });
    if (!isRace(seen)) return [];
    const ordered = seen.map(({ writer }) => writer).sort((a, b) => Number(a.state.appends) - Number(b.state.appends));
    return [{ path, writers: ordered }];
  });
}

/** Who has which file open for writing. */
export function writersByPath(descriptors: readonly Descriptor[]): Map<string, Descriptor[]> {
  const byPath = new Map<string, Descriptor[]>();
  for (const descriptor of descriptors) {
    if (descriptor.deleted || !descriptor.state.writes) continue;
    const known = byPath.get(descriptor.path);
    if (known === undefined) byPath.set(descriptor.path, [descriptor]);
    else known.push(descriptor);
  }
  return byPath;
}

/**
 * Whether one of the writers writes over another. A child inherits the open file of its parent, offset included
 * (fork(2)): however many processes share one, they do not harm each other. Positions only grow, so two descriptors of
 * one open file have been at the same place at some time between both looks. Others hardly ever are.
 */
export function isRace(seen: readonly SeenTwice[]): boolean {
  return seen.some(
    (one) => !one.writer.state.appends && seen.some((other) => other !== one && !mayShareOneOffset(one, other)),
  );
}

function mayShareOneOffset(one: SeenTwice, other: SeenTwice): boolean {
  if (one.writer.state.appends !== other.writer.state.appends) return false;
  return one.writer.state.position <= other.laterPosition && other.writer.state.position <= one.laterPosition;
}

/** The writers in words: `pid 4711 (appends), pid 4712 (does not append)`. */
export function describeWriters({ writers }: Race): string {
  const words = writers.map(({ pid, state }) => `pid ${pid} (${state.appends ? 'appends' : 'does not append'})`);
  return [...new Set(words)].join(', ');
}
