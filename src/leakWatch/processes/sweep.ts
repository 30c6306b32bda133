import { shown } from '../../document/wording.js';
import type { ProcessPlace } from '../../finding.js';
import type { Scanner } from '../../leaks/model.js';
import { listPids } from '../../system/pids.js';
import { readProcessStat } from '../../system/processStat.js';
import type { Fingerprint } from '../fingerprint.js';
import type { Content, Reader, Wanted } from '../reading/reader.js';
import type { Sighting } from '../sighting.js';
import type { Hit, KnownContents } from './knownContents.js';
import { type ProcessSurface, whereIn } from './where.js';

/** A credential in a process, and what of the process people need to find it. */
export interface ProcessSighting extends Sighting {
  readonly surface: ProcessSurface;
  readonly place: ProcessPlace;
  /** Name of the process and of the argument or variable; nothing of a value. */
  readonly where: string;
}

/** What one look at all processes has shown. */
export interface ProcessSweep {
  readonly sightings: readonly ProcessSighting[];
  /** Processes with memory of their own: no kernel threads, no zombies. */
  readonly processes: number;
  readonly commandLinesRead: number;
  readonly environmentsRead: number;
  /** Processes whose command line or environment could not be read. */
  readonly unread: readonly UnreadProcess[];
}

export interface UnreadProcess {
  readonly pid: number;
  readonly surface: ProcessSurface;
  readonly reason: 'denied' | 'failed' | 'stuck';
}

export interface SweepOptions {
  readonly procRoot: string;
  readonly scanner: Scanner;
  readonly fingerprint: Fingerprint;
  readonly reader: Pick<Reader, 'read'>;
  /** What former sweeps have found, where there are any. */
  readonly known?: KnownContents;
  /** The agent that a process is or works for. */
  readonly agentOf: (pid: number) => Promise<string | undefined>;
}

/** Both are read in this order, see {@link Look}. */
const surfaces = ['cmdline', 'environ'] as const satisfies readonly ProcessSurface[];

/** What is being found out about one process. */
class Look {
  readonly hits: Hit[] = [];
  readonly unread: UnreadProcess[] = [];
  readonly read = new Set<ProcessSurface>();
  /** It showed bytes of either kind: a kernel thread or a zombie never does. */
  hasMemory = false;
  readonly pid: number;
  readonly #options: SweepOptions;

  constructor(pid: number, options: SweepOptions) {
    this.pid = pid;
    this.#options = options;
  }

  take(surface: ProcessSurface, content: Content): void {
    switch (content.kind) {
      case 'bytes':
        this.read.add(surface);
        if (content.bytes.length === 0) return;
        this.hasMemory = true;
        this.hits.push(...this.#look(surface, content.bytes));
        return;
      case 'denied':
      case 'failed':
      case 'stuck':
        this.unread.push({ pid: this.pid, surface, reason: content.kind });
        return;
      case 'gone':
      case 'special':
        return;
    }
  }

  #look(surface: ProcessSurface, bytes: Buffer): readonly Hit[] {
    const look = () => scan(surface, bytes, this.#options);
    return this.#options.known?.hits(surface, bytes, look) ?? look();
  }
}

function scan(surface: ProcessSurface, bytes: Buffer, options: Pick<SweepOptions, 'scanner' | 'fingerprint'>): Hit[] {
  const { scanner, fingerprint } = options;
  return scanner.scan(bytes, surface === 'cmdline' ? 'arguments' : 'environment').map((leak) => ({
    surface,
    rule: leak.rule,
    fingerprint: fingerprint(bytes.subarray(leak.start, leak.end)),
    where: whereIn(bytes, leak, surface, scanner),
  }));
}

/**
 * Looks through the command lines and environments of all processes, fleetwatch's own among them. Each is read anew: a
 * process may overwrite both at any time, and to find out whether it is still the same process costs a quarter of the
 * reading. Throws where the processes cannot be listed.
 */
export async function sweepProcesses(options: SweepOptions): Promise<ProcessSweep> {
  const looks = listPids(options.procRoot).map((pid) => new Look(pid, options));
  const wanted = looks.flatMap(({ pid }): Wanted[] => {
    const place = `${options.procRoot}/${pid}`;
    return surfaces.map((surface) => ({ place, path: `${place}/${surface}`, from: 0, followed: true }));
  });
  await options.reader.read(wanted, (file, content) => {
    const surface = surfaces[file % surfaces.length];
    if (surface !== undefined) looks[Math.floor(file / surfaces.length)]?.take(surface, content);
  });
  options.known?.endSweep();
  const sightings: ProcessSighting[] = [];
  for (const look of looks) {
    if (look.hits.length > 0) sightings.push(...(await sightingsOf(look, options)));
  }
  const counted = looks.filter(({ hasMemory, unread }) => hasMemory || unread.some(({ reason }) => reason === 'stuck'));
  return {
    sightings,
    processes: counted.length,
    commandLinesRead: counted.filter(({ read }) => read.has('cmdline')).length,
    environmentsRead: counted.filter(({ read }) => read.has('environ')).length,
    unread: counted.flatMap(({ unread }) => unread),
  };
}

/** Nothing for a process that has ended meanwhile, nor for a pid that is another process by now. */
async function sightingsOf({ pid, hits }: Look, options: SweepOptions): Promise<ProcessSighting[]> {
  const stat = readProcessStat(options.procRoot, pid);
  if (stat === undefined || stat === 'denied') return [];
  const agent = await options.agentOf(pid);
  const name = nameOf(stat.command, options.scanner);
  const places = new Map<string, Hit[]>();
  for (const hit of hits) {
    const key = `${hit.surface} ${hit.rule} ${hit.fingerprint}`;
    places.set(key, [...(places.get(key) ?? []), hit]);
  }
  return [...places.values()].flatMap((same): ProcessSighting[] => {
    const [first] = same;
    if (first === undefined) return [];
    const { surface, rule, fingerprint } = first;
    const place: ProcessPlace = { kind: 'process', pid, startTimeTicks: stat.startTicks };
    return [{ surface, rule, fingerprint, agent, place, where: `${listed(same)}${name}` }];
  });
}

/** A process that shows one credential in more places than these shows what is to be mended. */
const namedAtMost = 3;

function listed(hits: readonly Hit[]): string {
  const named = hits.slice(0, namedAtMost).map(({ where }) => where);
  const more = hits.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A process gives itself its name, at most 15 bytes: even that may be a credential. */
function nameOf(command: string, scanner: Scanner): string {
  return scanner.scan(Buffer.from(command), 'text').length > 0 ? '' : ` of ${shown(command)}`;
}
