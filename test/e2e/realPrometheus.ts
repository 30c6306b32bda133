import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PrometheusClient } from '../../src/prometheus/client.js';

/** One Prometheus on a free loopback port, with data of its own. */
export class RealPrometheus {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  /** Its configuration and data lie in `folder` under its name. */
  static async start(folder: string, name: string, configuration: string): Promise<RealPrometheus> {
    const port = await freePort();
    const config = join(folder, `${name}.yml`);
    await writeFile(config, configuration);
    const child = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, name)}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--query.lookback-delta=30s',
      ],
      { stdio: 'ignore' },
    );
    const server = new RealPrometheus(`http://127.0.0.1:${port}`, child);
    await until(`${name} is ready`, async () => (await fetch(`${server.address}/-/ready`)).ok);
    return server;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  /** Waits for a scrape that saw what is exposed now. */
  async sees(name: string, value: number): Promise<void> {
    const client = new PrometheusClient(this.address);
    await until(`${name} is ${value}`, async () => {
      const answer = await client.query(`max(${name})`);
      return answer.kind === 'series' && answer.series[0]?.points[0]?.value === value;
    });
  }
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits for a condition, a minute at most; a rejection says that it does not hold yet. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (await holds().catch(() => false)) return;
    await delay(50);
  }
  throw new Error(`not within 60 s: ${what}`);
}
