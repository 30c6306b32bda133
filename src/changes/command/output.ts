/** Bytes that are kept of the beginning, and as many of the end. */
const half = 32 * 1024;
const newline = 0x0a;

/** What a command prints: all of it up to 64 KiB, else the beginning and the end. */
export class BoundedOutput {
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  /** Never more than twice the half, and the last chunk. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const forHead = chunk.subarray(0, half - this.#headBytes);
    if (forHead.length > 0) {
      this.#head.push(Buffer.from(forHead));
      this.#headBytes += forHead.length;
    }
    const rest = chunk.subarray(forHead.length);
    if (rest.length === 0) return;
    this.#tail.push(Buffer.from(rest.subarray(-half)));
    this.#tailBytes += Math.min(rest.length, half);
    if (this.#tailBytes > 2 * half) this.#cutTail();
  }

  /** As text. Cut at the ends of lines where something is left out, so that no half of a word escapes the redactor. */
  text(): string {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail).subarray(-half);
    const leftOut = this.#bytes - head.length - tail.length;
    if (leftOut === 0) return Buffer.concat([head, tail]).toString('utf8');
    const before = head.subarray(0, head.lastIndexOf(newline) + 1);
    const after = tail.subarray(tail.indexOf(newline) + 1);
    const gone = this.#bytes - before.length - after.length;
    return `${before.toString('utf8')}[${gone} bytes left out]\n${after.toString('utf8')}`;
  }

  #cutTail(): void {
    const kept = Buffer.concat(this.#tail).subarray(-half);
    this.#tail = [Buffer.from(kept)];
    this.#tailBytes = kept.length;
  }
}
