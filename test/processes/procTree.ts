import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process as the kernel shows it; what is not said is as of a common agent. */
export interface FakeProcess {
  readonly pid: number;
  readonly parent?: number;
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Letter of proc_pid_stat(5). */
  readonly state?: 'R' | 'S' | 'D' | 'Z' | 'X' | 'I';
  readonly startTicks?: number;
  readonly command?: string;
  readonly virtualBytes?: number;
  /** Inodes of sockets that it has open. */
  readonly sockets?: readonly number[];
}

interface Listening {
  readonly port: number;
  readonly inode: number;
  /** IPv4, "127.0.0.1" where nothing is said. */
  readonly address?: string;
}

/** A folder that looks like procfs, as far as fleetwatch looks. */
export class ProcTree {
  readonly root = mkdtempSync(join(tmpdir(), 'fleetwatch-proc-'));

  constructor() {
    mkdirSync(join(this.root, 'net'));
    writeFileSync(join(this.root, 'stat'), 'cpu 1 2 3\nbtime 1700000000\n');
    this.listen();
    // For tests that read as another user than the one who built it.
    chmodSync(this.root, 0o755);
  }

  /** Adds a process, or replaces the one with its pid. */
  set(process: FakeProcess): void {
    const { pid, argv = [], environment = {}, sockets = [] } = process;
    this.remove(pid);
    mkdirSync(this.#path(pid, 'fd'), { recursive: true });
    writeFileSync(this.#path(pid, 'stat'), statLine(process));
    writeFileSync(this.#path(pid, 'cmdline'), argv.map((argument) => `${argument}\0`).join(''));
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`);
    writeFileSync(this.#path(pid, 'environ'), variables.join(''));
    writeFileSync(
      this.#path(pid, 'limits'),
      'Max open files            1024                 4096                 files\n',
    );
    if (process.cwd !== undefined) symlinkSync(process.cwd, this.#path(pid, 'cwd'));
    for (const [descriptor, inode] of sockets.entries()) {
      symlinkSync(`socket:[${inode}]`, this.#path(pid, 'fd', String(descriptor)));
    }
  }

  remove(pid: number): void {
    rmSync(this.#path(pid), { recursive: true, force: true });
  }

  /** Takes one file of a process away, as when it ends between two reads. */
  removeFile(pid: number, file: string): void {
    rmSync(this.#path(pid, file), { recursive: true });
  }

  /** Lets nobody but root read a file of a process. */
  deny(pid: number, file: string): void {
    chmodSync(this.#path(pid, file), 0o000);
  }

  /** From now on these sockets listen. */
  listen(...sockets: readonly Listening[]): void {
    const lines = sockets.map(
      ({ port, inode, address = '127.0.0.1' }, index) =>
        `   ${index}: ${hexAddress(address)}:${hex(port, 4)} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 ` +
        `    0        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`,
    );
    const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
    writeFileSync(join(this.root, 'net', 'tcp'), header + lines.join(''));
  }

  close(): void {
    rmSync(this.root, { recursive: true });
  }

  #path(pid: number, ...rest: string[]): string {
    return join(this.root, String(pid), ...rest);
  }
}

/** The fields of proc_pid_stat(5). */
function statLine({ pid, parent = 1, state = 'S', startTicks = 100 * pid, ...rest }: FakeProcess): string {
  const { command = 'python3', virtualBytes = 50_000_000 } = rest;
  const zeros = (count: number) => Array.from({ length: count }, () => 0);
  const upToStart = [pid, `(${command})`, state, parent, ...zeros(9), 300, 50, ...zeros(4), 3, 0, startTicks];
  return `${[...upToStart, virtualBytes, 2000, ...zeros(28)].join(' ')}\n`;
}

/** The kernel prints an IPv4 address as one word, little-endian on the machines this runs on. */
function hexAddress(address: string): string {
  return address
    .split('.')
    .toReversed()
    .map((byte) => hex(Number(byte), 2))
    .join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
