import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How frames fare in one direction. */
export interface Way {
  readonly cut: boolean;
  /** Share that is lost, 0 to 1. */
  readonly loss: number;
  /** Seconds that each takes. */
  readonly delay: number;
}

/** `out` is from the first machine to the second. */
export type Direction = 'out' | 'back';

const script = fileURLToPath(new URL('wire.py', import.meta.url));
const well: Way = { cut: false, loss: 0, delay: 0 };

/** The cable between the machines: a relay of frames, since not every kernel has `tc netem`. */
export class Wire {
  readonly #child: ChildProcess;
  readonly #answers: Interface;

  private constructor(child: ChildProcess, answers: Interface) {
    this.#child = child;
    this.#answers = answers;
  }

  /** Joins two interfaces of a network namespace. */
  static async between(namespace: string, first: string, second: string): Promise<Wire> {
    const child = spawn('ip', ['netns', 'exec', namespace, 'python3', script, first, second], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error('the cable has no output');
    const answers = createInterface(child.stdout);
    await once(answers, 'line');
    return new Wire(child, answers);
  }

  async set(direction: Direction, way: Partial<Way>): Promise<void> {
    const answered = once(this.#answers, 'line');
    this.#child.stdin?.write(`${JSON.stringify({ direction: direction === 'out' ? 0 : 1, way })}\n`);
    await answered;
  }

  async both(way: Partial<Way>): Promise<void> {
    await this.set('out', way);
    await this.set('back', way);
  }

  async mend(): Promise<void> {
    await this.both(well);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }
}
