import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../../cli/program.js';
import { Aviary } from './canary.js';

/** Everything that fleetwatch wrote or sent, by where. */
export type Outputs = Map<string, Buffer>;

/** A folder with a fleet in it, the programs that run there, and what came out of them. */
export class Scene {
  readonly aviary = new Aviary();
  readonly outputs: Outputs = new Map();
  readonly folder: string;
  #programs: { readonly name: string; readonly program: Program }[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #servers: Server[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Scene> {
    return new Scene(await mkdtemp(join(tmpdir(), 'canary-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, text: string): Promise<void> {
    const path = this.path(name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }

  /** Starts fleetwatch; what it prints is kept when the scene ends. */
  start(name: string, commandLine: readonly string[]): Program {
    const program = new Program(commandLine, this.folder);
    this.#programs.push({ name, program });
    return program;
  }

  /** Runs fleetwatch to its end; gives its exit code. */
  async run(name: string, commandLine: readonly string[]): Promise<number | null> {
    const program = this.start(name, commandLine);
    const timer = setTimeout(() => program.signal('SIGKILL'), 30_000);
    const { code } = await program.ended;
    clearTimeout(timer);
    if (code === null) throw new Error(`${name} does not end`);
    return code;
  }

  /** A process of somebody else. */
  async startChild(commandLine: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', ...commandLine], {
      env: environment,
      stdio: 'ignore',
    });
    this.#children.push(child);
    await once(child, 'spawn');
  }

  /** An agent that answers everything with the next of these bodies. */
  async startAgent(bodies: readonly string[]): Promise<{ readonly port: number; readonly asked: () => number }> {
    let asked = 0;
    const server = createServer((_request, response) => {
      response.end(bodies[asked++ % bodies.length]);
    });
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : 0, asked: () => asked };
  }

  /** Asks, and keeps the whole answer. */
  async ask(url: string, request: RequestInit = {}): Promise<number> {
    const response = await fetch(url, request);
    const head = JSON.stringify([...response.headers]);
    const body = Buffer.from(await response.arrayBuffer());
    const name = `${request.method ?? 'GET'} ${new URL(url).port} ${this.outputs.size}: ${response.status}`;
    this.outputs.set(name, Buffer.concat([Buffer.from(head), body]));
    return response.status;
  }

  /** Keeps every file below a folder, and its name. */
  async keepFiles(folder: string): Promise<void> {
    for (const entry of await readdir(this.path(folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const bytes = entry.isFile() ? await readFile(path) : Buffer.alloc(0);
      this.outputs.set(`file ${path}`, Buffer.concat([Buffer.from(`${entry.name}\n`), bytes]));
    }
  }

  /** Ends all programs and keeps what they printed. */
  async end(): Promise<void> {
    for (const { name, program } of this.#programs) {
      program.signal('SIGTERM');
      const { stdout, stderr } = await program.ended;
      this.outputs.set(`stdout of ${name}`, Buffer.from(stdout));
      this.outputs.set(`stderr of ${name}`, Buffer.from(stderr));
    }
    this.#programs = [];
  }

  async remove(): Promise<void> {
    await Promise.all(this.#programs.map(({ program }) => program.remove()));
    for (const child of this.#children) child.kill('SIGKILL');
    for (const server of this.#servers) server.close().closeAllConnections();
    await rm(this.folder, { recursive: true });
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits until something holds, for 30 s at most. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`after 30 s still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
