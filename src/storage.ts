import { createScanner, isLeakRule } from './leaks/scanner.js';
import { LeakWatch } from './leakWatch/watch.js';
import { FileCaller } from './logs/fileCaller.js';
import { FileSystemWatch } from './logs/fileSystems.js';
import { LogWatch } from './logs/watch.js';
import type { Settings } from './settings.js';

/** What the fleet of one machine writes, where it writes it, and whether credentials are among it. */
export class Storage {
  readonly logs: LogWatch;
  readonly fileSystems: FileSystemWatch;
  readonly leaks: LeakWatch;
  readonly #caller = new FileCaller();

  /** `agentOf` tells which agent a process is or works for. */
  constructor(settings: Settings, agentOf: (pid: number) => Promise<string | undefined>) {
    const { procRoot, machine, stateDirectory } = settings;
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
    this.leaks = new LeakWatch(settings, {
      caller: this.#caller,
      logs: this.logs,
      agentOf,
      isRule: isLeakRule,
      scanner: createScanner({ rulesOff: settings.leaks.rulesOff }),
      now: Date.now,
      elapsed: () => performance.now(),
    });
  }

  /** False where a thread is caught in a file system that hangs: then only a signal ends the process. */
  async stop(): Promise<boolean> {
    this.logs.stop();
    // First: it asks the caller.
    await this.leaks.stop();
    return this.#caller.stop();
  }
}
