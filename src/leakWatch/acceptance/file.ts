import type { Finding } from '../../finding.js';
import type { Content, Reader } from '../reading/reader.js';
import { type Acceptances, readAcceptances } from './read.js';

export interface AcceptanceFileOptions {
  readonly file: string;
  readonly reader: Reader;
  readonly isRule: (id: string) => boolean;
}

/** The file of accepted leaks as it is now, understood anew only when its text is another. */
export class AcceptanceFile {
  readonly #options: AcceptanceFileOptions;
  #text: string | undefined;
  #understood: Acceptances = { entries: [], findings: [] };

  constructor(options: AcceptanceFileOptions) {
    this.#options = options;
  }

  /** What it says. Where it cannot be read or understood, nothing is accepted, and its findings say why. */
  async read(): Promise<Acceptances> {
    const { file, reader, isRule } = this.#options;
    let text: string | undefined;
    let problem = '';
    await reader.read([{ place: file, path: file, from: 0, followed: true }], (_, content) => {
      const read = textOf(content);
      text = read.text;
      problem = read.problem;
    });
    if (text === undefined) {
      this.#text = undefined;
      return { entries: [], findings: [unreadable(file, problem)] };
    }
    if (text !== this.#text) {
      this.#text = text;
      this.#understood = readAcceptances(file, text, isRule);
    }
    return this.#understood;
  }
}

interface Text {
  readonly text: string | undefined;
  readonly problem: string;
}

function textOf(content: Content): Text {
  switch (content.kind) {
    case 'bytes':
      if (!content.end) return { text: undefined, problem: 'it is too long' };
      return { text: content.bytes.toString('utf8'), problem: '' };
    // It is made when the first leak is accepted.
    case 'gone':
      return { text: '', problem: '' };
    case 'denied':
      return { text: undefined, problem: 'this user may not read it' };
    case 'stuck':
      return { text: undefined, problem: 'its file system does not answer' };
    case 'failed':
    case 'special':
      return { text: undefined, problem: 'it is no readable file' };
  }
}

function unreadable(file: string, problem: string): Finding {
  return {
    code: 'file-unreadable',
    risk: 'H',
    severity: 'error',
    place: { kind: 'file', file, line: 1, column: 1 },
    message: `cannot read the accepted leaks: ${problem}`,
    why: 'all that it accepts counts as open',
    remedy: 'correct `leaks.accepted_file` in the settings, or the permissions of the file',
  };
}
