import { FileCaller } from './logs/fileCaller.js';
import { FileSystemWatch } from './logs/fileSystems.js';
import { LogWatch } from './logs/watch.js';
import type { Settings } from './settings.js';

/** What the fleet of one machine writes, and where it writes it. */
export class Storage {
  readonly logs: LogWatch;
  readonly fileSystems: FileSystemWatch;
  readonly #caller = new FileCaller();

  /** `agentOf` tells which agent a process is or works for. */
  constructor({ procRoot, machine, stateDirectory }: Settings, agentOf: (pid: number) => Promise<string | undefined>) {
    this.logs = new LogWatch({
      procRoot,
      directory: machine.logDirectory,
      caller: this.#caller,
      agentOf,
      now: Date.now,
      elapsed: () => performance.now(),
    });
    this.fileSystems = new FileSystemWatch({
      procRoot,
      caller: this.#caller,
      directories: [
        { use: 'logs', path: machine.logDirectory },
        { use: 'project', path: machine.projectRoot },
        { use: 'state', path: stateDirectory },
      ],
    });
  }

  /** False where a thread is caught in a file system that hangs: then only a signal ends the process. */
  stop(): Promise<boolean> {
    this.logs.stop();
    return this.#caller.stop();
  }
}
