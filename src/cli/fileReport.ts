import { jsonDocument } from './jsonDocument.js';

/** What became of a file, or how it stands. */
export type FileStanding = keyof typeof words;

const words = {
  kept: 'kept',
  'kept-already': 'kept already',
  'not-kept': 'not kept',
  restored: 'put back',
  'as-kept': 'as it was kept',
  'not-as-kept': 'not as it was kept',
  patched: 'patched',
  'patched-already': 'patched already',
  'not-patched': 'not patched',
  'does-not-fit': 'the patch does not fit',
  moved: 'moved',
  'moved-already': 'moved already',
  'not-moved': 'not moved',
} as const;

/** Standings that an asker who reads only what is wrong wants to hear of. */
const wrong: ReadonlySet<FileStanding> = new Set(['not-kept', 'not-as-kept']);

/** What `fleetwatch files` says of files: a line each as it goes on, or one document for programs at the end. */
export class FileReport {
  readonly #write: (text: string) => void;
  readonly #json: boolean;
  readonly #files: object[] = [];

  constructor(write: (text: string) => void, json: boolean) {
    this.#write = write;
    this.#json = json;
  }

  /** `tell`: what people are told of; programs are told of all. `key`: the one in the file that is meant. */
  add(file: string, standing: FileStanding, tell: 'all' | 'wrong' = 'all', key?: string): void {
    if (this.#json) this.#files.push({ file, ...(key === undefined ? {} : { key }), standing });
    else if (tell === 'all' || wrong.has(standing)) {
      this.#write(`${file}: ${key === undefined ? '' : `${key} `}${words[standing]}\n`);
    }
  }

  end(): void {
    if (this.#json) this.#write(jsonDocument({ files: this.#files }));
  }
}
