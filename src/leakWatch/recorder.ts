import type { LeakBook } from './book/book.js';
import type { FileView } from './files/watch.js';
import type { ProcessSighting, ProcessSweep } from './processes/sweep.js';
import type { ProcessSurface } from './processes/where.js';
import type { Sighting } from './sighting.js';

type Book = Pick<LeakBook, 'see' | 'renew' | 'sources'>;

const filePrefix = 'file ';

/** Notes in the book what looks at processes and files show, and what has ended since. */
export class Recorder {
  readonly #book: Book;
  /** What each source showed when it was last noted: what is the same need not be written again. */
  readonly #noted = new Map<string, string>();

  constructor(book: Book) {
    this.#book = book;
  }

  /** Notes what a look at all processes has shown: what is not among it has ended. */
  processes({ sightings, unread }: ProcessSweep): void {
    const shown = new Map<string, ProcessSighting[]>();
    for (const sighting of sightings) {
      const source = sourceOf(sighting);
      const others = shown.get(source);
      if (others === undefined) shown.set(source, [sighting]);
      else others.push(sighting);
    }
    // What does not answer for once shows what it showed. What may not be read is another process by now.
    const silent = unread.filter(({ reason }) => reason !== 'denied').map(({ surface, pid }) => prefixOf(surface, pid));
    const isOurs = (source: string) => /^(?:cmdline|environ) /.test(source);
    this.#note(isOurs, shown, (source) => silent.some((prefix) => source.startsWith(prefix)));
  }

  /** Notes what a pass over all files has shown: what is not among it has ended. */
  files({ sightings, mayHold }: FileView): void {
    const shown = new Map(Array.from(sightings, ([path, seen]) => [`${filePrefix}${path}`, seen] as const));
    const isOurs = (source: string) => source.startsWith(filePrefix);
    this.#note(isOurs, shown, (source) => mayHold(source.slice(filePrefix.length)));
  }

  #note(
    isOurs: (source: string) => boolean,
    shown: ReadonlyMap<string, readonly Sighting[]>,
    isUnsure: (source: string) => boolean,
  ): void {
    for (const source of this.#book.sources()) {
      if (!isOurs(source) || shown.has(source)) continue;
      if (isUnsure(source)) {
        this.#book.renew(source);
      } else {
        this.#book.see(source, []);
        this.#noted.delete(source);
      }
    }
    for (const [source, sightings] of shown) {
      const text = JSON.stringify(
        sightings.map(({ rule, fingerprint, place, agent }) => [rule, fingerprint, place, agent]),
      );
      if (this.#noted.get(source) === text) {
        this.#book.renew(source);
      } else {
        this.#book.see(source, sightings);
        this.#noted.set(source, text);
      }
    }
  }
}

/** The process and not its pid, which others may have later. */
function sourceOf({ surface, place }: ProcessSighting): string {
  return `${prefixOf(surface, place.pid)}${place.startTimeTicks}`;
}

function prefixOf(surface: ProcessSurface, pid: number): string {
  return `${surface} ${pid} `;
}
