import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyDemo, type DemoCopy } from './demoCopy.js';
import { program, root, StackView } from './stackView.js';

/** The whole stack as a user starts it, on addresses and ports of its own, so that it disturbs no other. */
export class LocalStack extends StackView {
  readonly #child: ChildProcess;
  #output = '';

  private constructor(runDirectory: string, urls: StackView['urls'], child: ChildProcess) {
    super(runDirectory, urls);
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
  }

  /** `prepare` may write into the copy before anything is started. */
  static async start(prepare?: (copy: DemoCopy) => Promise<void>): Promise<LocalStack> {
    const copy = await copyDemo();
    await prepare?.(copy);
    const { runDirectory, settingsFile, ports } = copy;
    const child = spawn(
      process.execPath,
      [
        ...[program, 'up', '--config', settingsFile, '--simulate', '--no-grafana'],
        ...['--run-directory', runDirectory, '--tools-directory', join(root, '.fleetwatch/tools')],
        ...['--prometheus-port', String(ports.prometheus), '--alertmanager-port', String(ports.alertmanager)],
        ...['--pager-port', String(ports.pager)],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const local = (port: number) => `http://127.0.0.1:${port}`;
    const urls = {
      alpha: local(ports.alpha),
      beta: local(ports.beta),
      prometheus: local(ports.prometheus),
      alertmanager: local(ports.alertmanager),
      pager: local(ports.pager),
    };
    const stack = new LocalStack(runDirectory, urls, child);
    await stack.until(
      'the stack is up',
      async () => {
        if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}:\n${stack.output}`);
        return stack.output.includes('Ctrl-C ends everything');
      },
      90,
    );
    return stack;
  }

  /** What `up` has printed, pages included. */
  override get output(): string {
    return this.#output;
  }

  /** Ends the stack as Ctrl-C does; with its exit code. */
  async interrupt(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGINT');
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }

  async remove(): Promise<void> {
    await this.interrupt();
    await rm(this.runDirectory, { recursive: true, force: true });
  }
}
