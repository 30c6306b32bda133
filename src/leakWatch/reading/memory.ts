import { type Outcome, outcomes } from '../../logs/fileReading.js';

/** What is read of one file: `whole` up to its end, `part` with more behind it. Offsets into the memory. */
export interface Answer {
  readonly outcome: Exclude<Outcome, 'open'>;
  readonly start: number;
  readonly length: number;
}

/** Numbers an answer takes in the memory: its outcome, start and length. */
const answerNumbers = 3;

/**
 * Memory that the thread writes and everybody reads: the bytes of many files, and an answer for each, see `ReadQuestion`.
 */
export class ReadMemory {
  readonly bytes: SharedArrayBuffer;
  readonly answers: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  constructor(bytes: number, files: number) {
    this.bytes = new SharedArrayBuffer(bytes);
    this.answers = new SharedArrayBuffer((files * answerNumbers + 1) * Int32Array.BYTES_PER_ELEMENT);
    this.#numbers = new Int32Array(this.answers);
  }

  /** Forgets the answers to so many questions. */
  begin(files: number): void {
    this.#numbers.fill(0, 0, files * answerNumbers);
    Atomics.store(this.#numbers, this.#numbers.length - 1, 0);
  }

  /** Whether the thread has heard the questions: the last number says so. */
  get hasBegun(): boolean {
    return Atomics.load(this.#numbers, this.#numbers.length - 1) === 1;
  }

  /** The answer about a file, when there is one. */
  answer(nth: number): Answer | undefined {
    const at = nth * answerNumbers;
    // The outcome is stored last, see the thread: with it the other two numbers are there.
    const outcome = outcomes[Atomics.load(this.#numbers, at)] ?? 'failed';
    if (outcome === 'open') return undefined;
    return { outcome, start: this.#numbers[at + 1] ?? 0, length: this.#numbers[at + 2] ?? 0 };
  }

  /** Answers so far. */
  answered(files: number): number {
    let nth = 0;
    while (nth < files && Atomics.load(this.#numbers, nth * answerNumbers) !== 0) nth += 1;
    return nth;
  }

  /** Wipes what was read of so many files, or all of the memory. */
  wipe(files?: number): void {
    const last = files === undefined || files === 0 ? undefined : this.answer(files - 1);
    new Uint8Array(this.bytes).fill(0, 0, last === undefined ? undefined : last.start + last.length);
  }
}
