import type { Scanner } from '../../leaks/model.js';
import type { FileCaller } from '../../logs/fileCaller.js';
import { placeOf } from '../../logs/fileSystems.js';
import { type Mount, mountOf, readMounts } from '../../logs/mounts.js';
import { Walk } from '../../logs/walk.js';
import type { Fingerprint } from '../fingerprint.js';
import type { Reader } from '../reading/reader.js';
import type { Sighting } from '../sighting.js';
import { containerPatterns, findContainerFiles } from './containers.js';
import type { FileGap, FileGapReason } from './gaps.js';
import { FilePass, type KnownFile, type Subject } from './pass.js';
import { PrunedLister } from './prunedLister.js';
import { type Selection, surfaceOf } from './selection.js';

export interface FileWatchOptions {
  readonly procRoot: string;
  readonly caller: FileCaller;
  readonly reader: Reader;
  readonly scanner: Scanner;
  readonly fingerprint: Fingerprint;
  readonly maxFileBytes: number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly containers?: readonly string[];
}

/** What is to be looked through. */
export interface FileScope {
  /** Absolute path of the project root. */
  readonly root: string;
  readonly selection: Selection;
  /** Absolute paths of files that are looked through wherever they are: start-up files, settings. */
  readonly named: readonly string[];
  /** The agent whose file it is. */
  readonly agentOf: (path: string) => string | undefined;
}

/** What a pass has shown, the whole of it unless the file system stopped answering. */
export interface FileView {
  readonly files: number;
  readonly gaps: Readonly<Record<FileGapReason, number>>;
  readonly gapExamples: readonly FileGap[];
  /** Unix time in seconds of the last complete pass, 0 while there is none. */
  readonly passedAt: number;
  /** All credentials by the file they are in. */
  readonly sightings: ReadonlyMap<string, readonly Sighting[]>;
  /** Whether a file that is not among them may still hold what it held: it could not be looked through. */
  readonly mayHold: (path: string) => boolean;
}

interface Pass {
  readonly files: FilePass;
  readonly walk: Walk;
  readonly subjects: Subject[];
  readonly unwalked: string[];
  readonly beganAt: number;
}

const passEveryMilliseconds = 60_000;
/** A look beyond the first takes so long at most, in a collector that runs every 20 s: 0.2 % of a core. */
const lookMilliseconds = 40;
/** The first look takes longer: what is wrong when fleetwatch starts should be known then. */
const firstLookMilliseconds = 4000;
const walkMilliseconds = 10;

/** Looks through the files of a project, pass by pass, each of them bit by bit. */
export class FileWatch {
  readonly #options: FileWatchOptions;
  #scope: FileScope | undefined;
  #known: ReadonlyMap<string, KnownFile> = new Map();
  #pass: Pass | undefined;
  /** Milliseconds of `elapsed` at which the last pass began. */
  #begunAt = Number.NEGATIVE_INFINITY;
  #passedAt = 0;
  #isFirst = true;

  constructor(options: FileWatchOptions) {
    this.#options = options;
  }

  /** Looks through these files from now on. */
  setScope(scope: FileScope): void {
    this.#scope = scope;
    this.#pass = undefined;
    this.#begunAt = Number.NEGATIVE_INFINITY;
  }

  /** Goes on with the pass under way, or begins the next when it is time. What it has shown once it is complete. */
  async look(): Promise<FileView | undefined> {
    const { elapsed } = this.#options;
    const began = elapsed();
    const scope = this.#scope;
    if (scope === undefined) return undefined;
    if (this.#pass === undefined && began - this.#begunAt < passEveryMilliseconds) return undefined;
    const pass = this.#pass ?? (await this.#begin(scope));
    this.#pass = pass;
    const most = this.#isFirst ? firstLookMilliseconds : lookMilliseconds;
    this.#isFirst = false;
    do {
      const outcome = await pass.walk.slice(walkMilliseconds);
      await pass.files.look(pass.subjects.splice(0));
      // Where the files to look through are others meanwhile, nothing of this counts.
      if (pass !== this.#pass) return undefined;
      if (outcome === 'stuck') pass.files.gaps.note('stuck', scope.root);
      if (outcome !== 'more') return this.#end(pass, scope, outcome === 'stuck');
    } while (elapsed() - began < most);
    return undefined;
  }

  async #begin(scope: FileScope): Promise<Pass> {
    const { caller, procRoot, containers = containerPatterns } = this.#options;
    const mounts = readMounts(procRoot);
    const place = placeIn(mounts === undefined || mounts === 'denied' ? [] : mounts);
    const files = new FilePass({ ...this.#options, known: this.#known });
    const subjects = namedSubjects(scope.named, place);
    const described = await findContainerFiles(caller, containers);
    for (const path of described.denied) files.gaps.note('container', path);
    subjects.push(...described.files.map((path) => ({ path, facts: undefined, place: path, container: true })));

    const space = await caller.ask(place(scope.root), 'space', { directory: scope.root });
    const there = space !== 'stuck' && space.kind === 'space' ? space : undefined;
    const root = there?.realPath ?? scope.root;
    const unwalked: string[] = [];
    const named = new Set(scope.named);
    const walk = new Walk(
      new PrunedLister(caller, root, scope.selection),
      place(root),
      { path: root, device: there?.device ?? 0 },
      {
        file: (relative, facts) => {
          const path = `${scope.root}/${relative}`;
          if (!named.has(path)) subjects.push({ path, facts, place: place(root), container: false });
        },
        gap: ({ reason, path }) => {
          const absolute = path === '' ? scope.root : `${scope.root}/${path}`;
          files.gaps.note(reason, absolute);
          if (reason === 'denied' || reason === 'failed') unwalked.push(absolute);
        },
      },
    );
    return { files, walk, subjects, unwalked, beganAt: this.#options.elapsed() };
  }

  #end(pass: Pass, scope: FileScope, cutShort: boolean): FileView {
    const { files, unwalked } = pass;
    this.#pass = undefined;
    this.#begunAt = pass.beganAt;
    if (!cutShort) {
      this.#known = files.found;
      this.#passedAt = this.#options.now() / 1000;
    }
    const sightings = new Map<string, readonly Sighting[]>();
    for (const [path, { hits }] of files.found) {
      if (hits.length > 0) sightings.set(path, sightingsIn(path, hits, scope.agentOf(path)));
    }
    return {
      files: files.found.size,
      gaps: files.gaps.counts,
      gapExamples: files.gaps.examples,
      passedAt: this.#passedAt,
      sightings,
      mayHold: (path) =>
        !files.found.has(path) &&
        (cutShort ||
          files.unsure.has(path) ||
          unwalked.some((above) => path === above || path.startsWith(`${above}/`))),
    };
  }
}

function placeIn(mounts: readonly Mount[]): (path: string) => string {
  return (path) => {
    const mount = mountOf(mounts, path);
    return mount === undefined ? path : placeOf(mount);
  };
}

function namedSubjects(named: readonly string[], place: (path: string) => string): Subject[] {
  return named.map((path) => ({ path, facts: undefined, place: place(path), container: false }));
}

function sightingsIn(file: string, hits: KnownFile['hits'], agent: string | undefined): Sighting[] {
  const surface = surfaceOf(file);
  return hits.map(({ rule, fingerprint, line, column }) => {
    return { surface, rule, fingerprint, agent, place: { kind: 'file', file, line, column } };
  });
}
