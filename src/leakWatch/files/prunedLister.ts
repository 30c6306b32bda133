import type { Entry, FileCalls, Listing } from '../../logs/fileCall.js';
import type { Stuck } from '../../logs/fileCaller.js';
import type { Lister } from '../../logs/walk.js';
import type { Selection } from './selection.js';

/** Lists folders without what is not looked through, so that a walk does not enter it. */
export class PrunedLister implements Lister {
  readonly #lister: Lister;
  readonly #root: string;
  readonly #selection: Selection;

  /** @param root without symbolic links */
  constructor(lister: Lister, root: string, selection: Selection) {
    this.#lister = lister;
    this.#root = root;
    this.#selection = selection;
  }

  async ask(place: string, call: 'list', question: FileCalls['list']['question']): Promise<Listing | Stuck> {
    const listing = await this.#lister.ask(place, call, question);
    if (listing === 'stuck' || listing.kind === 'unreadable') return listing;
    const folder = question.directory === this.#root ? '' : `${question.directory.slice(this.#root.length + 1)}/`;
    return { ...listing, entries: listing.entries.filter((entry) => this.#keeps(`${folder}${entry.name}`, entry)) };
  }

  #keeps(path: string, { kind }: Entry): boolean {
    switch (kind) {
      case 'file':
      case 'unreadable':
        return this.#selection.wants(path);
      case 'directory':
        return this.#selection.enters(path);
      // What a link leads to may be a folder, by any name.
      case 'link':
        return this.#selection.enters(path) && this.#selection.wants(path);
    }
  }
}
