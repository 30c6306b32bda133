import { basename } from 'node:path';
import type { CensusOptions } from './census.js';
import { type Descriptor, scanDescriptors } from './descriptors.js';
import type { Space } from './fileCall.js';
import type { FileCaller, Stuck } from './fileCaller.js';
import { placeOf } from './fileSystems.js';
import { Ledger } from './ledger.js';
import { type Mount, mountOf, readMounts } from './mounts.js';
import { type AgentDescriptor, deletedFiles, ofAgents } from './openFiles.js';
import { isPacked, isRotated, LogOwners } from './owners.js';
import { findRaces, type Race, writersByPath } from './race.js';
import { emptyTally } from './tally.js';
import { type TreeListener, TreeWatch } from './treeWatch.js';
import type { AgentLogs, DeletedFile, LogView, TreeView } from './view.js';

export interface LogWatchOptions {
  readonly procRoot: string;
  /** Absolute path of the directory where agents log. */
  readonly directory: string;
  readonly caller: FileCaller;
  /** The agent that a process is or works for. */
  readonly agentOf: (pid: number) => Promise<string | undefined>;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed: () => number;
  /** Seconds after which the open files of all processes are looked through again. */
  readonly scanEverySeconds?: number;
}

/** Each descriptor of the machine takes some 10 µs to look at, and there may be 10,000. */
const scanEverySeconds = 60;
/** Files of other names than their agents' are remembered by who wrote them, so many at most. */
const claimsAtMost = 1000;

/** What the descriptors of all processes say. */
interface OpenFiles {
  readonly races: readonly Race[];
  /** Paths of files that are open for writing. */
  readonly written: readonly string[];
  readonly deleted: ReadonlyMap<string, readonly DeletedFile[]>;
  /** Processes that may not be looked into. */
  readonly denied: number;
}

/** Watches the log files of one machine: the tree, and who has its files open. */
export class LogWatch {
  readonly #options: LogWatchOptions;
  readonly #tree: TreeWatch;
  readonly #ledger = new Ledger();
  /** Agents by the paths, relative to the root, that they were seen to write. */
  readonly #claims = new Map<string, string>();
  #agents: readonly string[] = [];
  #owners = new LogOwners([]);
  #root: string;
  #scan: { readonly result: OpenFiles; readonly at: number } | undefined;

  constructor(options: LogWatchOptions) {
    this.#options = options;
    this.#root = options.directory;
    this.#tree = new TreeWatch(options);
  }

  /** Watches the logs of these agents from now on. */
  setAgents(agents: readonly string[]): void {
    this.#agents = agents;
    this.#owners = new LogOwners(agents);
    this.#claims.clear();
    this.#scan = undefined;
    this.#tree.drop();
  }

  /** Tells of the files of the tree, as they are met, from the next pass on. */
  tell(listener: TreeListener | undefined): void {
    this.#tree.tell(listener);
  }

  /** Everything there is to see, one view an agent, in the fleet's order. Throws where `/proc` cannot be read. */
  async look(): Promise<LogView> {
    const reading = readMounts(this.#options.procRoot);
    const mounts = reading === undefined || reading === 'denied' ? [] : reading;
    const space = await this.#askRoot(mounts);
    const open = await this.#openFiles(mounts);
    if (space !== 'stuck') await this.#lookAtTree(space, mounts);
    return this.#view(open);
  }

  /** Gives up the pass under way. */
  stop(): void {
    this.#tree.drop();
  }

  async #askRoot(mounts: readonly Mount[]): Promise<Space | Stuck> {
    const place = this.#placeOf(mounts, this.#root);
    const space = await this.#options.caller.ask(place, 'space', { directory: this.#options.directory });
    if (space !== 'stuck' && space.kind === 'space') this.#root = space.realPath;
    return space;
  }

  async #openFiles(mounts: readonly Mount[]): Promise<OpenFiles> {
    const { procRoot, caller, agentOf, elapsed } = this.#options;
    const every = this.#options.scanEverySeconds ?? scanEverySeconds;
    const at = elapsed();
    if (this.#scan !== undefined && at - this.#scan.at < every * 1000) return this.#scan.result;
    const { descriptors, denied } = await scanDescriptors(procRoot, this.#root);
    const own = await ofAgents(descriptors, agentOf);
    this.#noteClaims(own);
    const races = findRaces(procRoot, descriptors);
    const deleted = await deletedFiles(procRoot, own, mounts, caller);
    const result = { races, written: [...writersByPath(descriptors).keys()], deleted, denied };
    this.#scan = { result, at };
    return result;
  }

  async #lookAtTree(space: Space, mounts: readonly Mount[]): Promise<void> {
    const counting: CensusOptions = {
      owners: this.#owners,
      ledger: this.#ledger,
      writerOf: (path) => this.#claims.get(path),
      now: () => this.#options.now() / 1000,
    };
    if (space.kind === 'unreadable') {
      this.#tree.rootUnreadable(counting, space.code === 'EACCES' ? 'denied' : 'failed');
    } else {
      const { realPath: path, device } = space;
      await this.#tree.look({ path, device, place: this.#placeOf(mounts, path) }, counting);
    }
  }

  #placeOf(mounts: readonly Mount[], path: string): string {
    const mount = mountOf(mounts, path);
    return mount === undefined ? path : placeOf(mount);
  }

  /** The path below the root; nothing for the deleted and for what lies elsewhere. */
  #relative({ path, deleted }: Pick<Descriptor, 'path' | 'deleted'>): string | undefined {
    return !deleted && path.startsWith(`${this.#root}/`) ? path.slice(this.#root.length + 1) : undefined;
  }

  #noteClaims(own: readonly AgentDescriptor[]): void {
    for (const descriptor of own) {
      const path = this.#relative(descriptor);
      if (path === undefined || !descriptor.state.writes || this.#owners.ownerOf(path) !== undefined) continue;
      const [first] = this.#claims.keys();
      if (this.#claims.size >= claimsAtMost && first !== undefined) this.#claims.delete(first);
      this.#claims.set(path, descriptor.agent);
    }
  }

  #view(open: OpenFiles): LogView {
    const owner = (path: string) => this.agentOfFile(path);
    const races = byOwner(open.races, ({ path }) => owner(path));
    const rotatedOpen = byOwner(
      open.written.filter((path) => isRotated(basename(path)) && !isPacked(path)),
      owner,
    );
    const agents = this.#agents.map((agent): AgentLogs => {
      const tally = this.#tree.census?.tallyOf(agent) ?? emptyTally;
      return {
        agent,
        tally,
        writtenBytes: this.#ledger.writtenBytes(agent),
        rotatedAt: Math.max(tally.putAsideAt, this.#ledger.rotatedAt(agent)),
        races: races.get(agent) ?? [],
        rotatedOpen: rotatedOpen.get(agent) ?? [],
        deleted: open.deleted.get(agent) ?? [],
      };
    });
    return { agents, tree: this.#treeView(races.get(undefined) ?? []), unseenProcesses: open.denied };
  }

  /** The agent whose log a file is, by its absolute path without symbolic links. */
  agentOfFile(path: string): string | undefined {
    const relative = this.#relative({ path, deleted: false });
    if (relative === undefined) return undefined;
    return this.#owners.ownerOf(relative)?.agent ?? this.#claims.get(relative);
  }

  #treeView(unownedRaces: readonly Race[]): TreeView {
    const { census, passedAt, passSeconds } = this.#tree;
    return {
      root: this.#root,
      files: census?.files ?? 0,
      diskBytes: census?.diskBytes ?? 0,
      unowned: {
        files: census?.unownedFiles ?? 0,
        diskBytes: census?.unownedBytes ?? 0,
        largest: census?.largestUnowned ?? [],
      },
      unownedRaces,
      gaps: census?.gaps ?? { denied: 0, failed: 0, mount: 0, link: 0 },
      gapExamples: census?.gapExamples ?? [],
      passedAt,
      passSeconds,
    };
  }
}

function byOwner<Thing>(things: readonly Thing[], ownerOf: (thing: Thing) => string | undefined) {
  const owned = new Map<string | undefined, Thing[]>();
  for (const thing of things) {
    const owner = ownerOf(thing);
    owned.set(owner, [...(owned.get(owner) ?? []), thing]);
  }
  return owned;
}
