/** A size of a file, and when it was first seen; Unix seconds. */
interface Mark {
  readonly size: number;
  readonly at: number;
}

/** Sizes that are remembered of a file at most. Between them, what is unread seems older than it is, never younger. */
const marksAtMost = 8;

/** Knows since when bytes of a file have been waiting to be read. */
export class Arrears {
  #marks: Mark[] = [];

  /** Notes how large the file is. */
  grown(size: number, at: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && size <= last.size) return;
    if (last !== undefined && this.#marks.length === marksAtMost) this.#marks[marksAtMost - 1] = { size, at: last.at };
    else this.#marks.push({ size, at });
  }

  /** Notes that what stands before `offset` was read. */
  read(offset: number): void {
    while ((this.#marks[0]?.size ?? offset + 1) <= offset) this.#marks.shift();
  }

  /** Unix seconds; nothing where nothing waits. */
  get since(): number | undefined {
    return this.#marks[0]?.at;
  }
}
