import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyChange } from '../../../src/changes/apply.js';
import { beginChange } from '../../../src/changes/begin.js';
import { ChangeBook } from '../../../src/changes/book.js';
import { runCommand } from '../../../src/changes/command/run.js';
import type { Site } from '../../../src/changes/site.js';
import { readEnvironment } from '../../../src/system/environment.js';
import { listPids } from '../../../src/system/pids.js';
import { runbook, script, step } from '../../changes/making.js';

const built = process.env.FLEETWATCH_DIST ?? fileURLToPath(new URL('../../../dist/', import.meta.url));
const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/** Names of the steps: the last is a step of the runbook's own rollback. */
export const steps = ['one', 'two', 'three', 'four', 'five', 'afterwards'] as const;

/** Each adds one line to one file, after a while: who runs it twice leaves two. */
function onceOnly(name: string) {
  return script(`sleep 0.1; echo run >> ${name}.runs`);
}

function isDone(name: string) {
  return script(`test -s ${name}.runs`);
}

const procedure = runbook({
  steps: steps
    .slice(0, -1)
    .map((name) =>
      step(name, { undo: { action: { kind: 'command', command: onceOnly(name) }, verify: isDone(name) } }),
    ),
  rollback: [
    step('afterwards', {
      action: { kind: 'command', command: onceOnly('afterwards') },
      verify: isDone('afterwards'),
      undo: undefined,
    }),
  ],
});

/** A folder of changes whose rollbacks are begun by a program that is killed again and again. */
export class CrashStage {
  readonly directory: string;
  readonly book: ChangeBook;

  constructor(folder: string) {
    this.directory = join(folder, 'changes');
    const killSwitchFile = join(this.directory, 'no-rollback');
    this.book = new ChangeBook({ directory: this.directory, machine: 'alpha', now: Date.now, killSwitchFile });
  }

  /** A change with all its steps done, whose rollback is requested. */
  async requested(): Promise<string> {
    const { book } = this;
    const { id } = await beginChange(
      book,
      {
        runbook: procedure,
        mode: 'auto',
        touches: [{ machine: 'alpha', agent: 'planner' }],
        parameters: {},
        values: { machine: 'alpha', project_root: this.directory },
        machines: ['alpha'],
        fleetAgents: 10,
        by: 'Ada',
        longestSeconds: 3600,
        measure: async () => ({ measuredAt: Date.now() }),
      },
      Date.now,
    );
    const site: Site = {
      book,
      program: [process.execPath],
      run: runCommand,
      deputy: () => async () => ({ outcome: 'failed', reason: 'there is no other machine' }),
      now: Date.now,
    };
    const attendance = {
      person: { instruct: async () => false },
      progress: { begins: () => undefined, ended: () => undefined },
    };
    await applyChange(site, id, attendance, new AbortController().signal);
    await book.requestRollback(id, { via: 'webhook', who: 'FleetRollbackAvailability', at: Date.now() });
    return id;
  }

  /** Keeps the changes until nothing is left to do. Gives the milliseconds that took. */
  async undisturbed(): Promise<number> {
    const child = this.#start();
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
    const begun = performance.now();
    if (child.exitCode === null) await once(child, 'exit');
    return performance.now() - begun;
  }

  /** Keeps the changes for some milliseconds, then kills the keeper. True if it had nothing left to do before. */
  async keepFor(milliseconds: number): Promise<boolean> {
    const child = this.#start();
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout ?? child, 'data'), ended]);
    await Promise.race([delay(milliseconds), ended]);
    if (child.exitCode !== null) return true;
    child.kill('SIGKILL');
    await ended;
    return false;
  }

  /** Kills what a keeper has started for a change and left behind, as a power cut would. */
  async killSteps(id: string): Promise<void> {
    const home = this.book.folderOf(id);
    for (const pid of listPids('/proc')) {
      const environment = await readEnvironment('/proc', pid, ['HOME']);
      if (typeof environment !== 'object' || environment.get('HOME') !== home) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself meanwhile.
      }
    }
  }

  /** How often each step ran. */
  runs(id: string): Promise<number[]> {
    return Promise.all(
      steps.map(async (name) => {
        const text = await readFile(join(this.book.folderOf(id), `${name}.runs`), 'utf8').catch(() => '');
        return text.split('\n').length - 1;
      }),
    );
  }

  #start(): ChildProcess {
    return spawn(process.execPath, [keeper, built, this.directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  }
}
