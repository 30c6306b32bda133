import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { builtInValues } from '../../../src/changes/builtIn.js';
import { environmentOf, orderOf } from '../../../src/changes/command/order.js';
import { parameterValues } from '../../../src/changes/parameters.js';
import { applyTasks, rollbackTasks, type Task, testTasks, undoTasks } from '../../../src/changes/task/task.js';
import type { Command, Runbook } from '../../../src/runbooks/model.js';
import { program } from '../stackView.js';
import type { Site } from './site.js';

/** Does what a step asks of a person; `told` is what its verify has printed before. */
export type Person = (task: Task, told: string) => Promise<unknown>;

/** What became of a step. */
export interface Played {
  readonly task: Task;
  /** `found`: its verify said that it was done before it was begun. */
  readonly standing: 'skipped' | 'found' | 'done';
}

/**
 * A procedure on a site, step by step as a change plays it – condition, verify, action, verify –, but without journal,
 * gates and limits, so that a procedure is judged alone.
 */
export class Performance {
  readonly #site: Site;
  readonly #places: Parameters<typeof applyTasks>[0];
  readonly #change: string;
  readonly #person: Person;
  /** What was done, also by an application that ended early. */
  readonly done: Played[] = [];

  constructor(site: Site, runbook: Runbook, machine: string, given: Readonly<Record<string, string>>, person: Person) {
    this.#site = site;
    this.#change = `${runbook.id}-on-${machine}`;
    this.#person = person;
    const parameters = parameterValues(runbook, given);
    this.#places = { runbook, machine, machines: [...site.settings.keys()], parameters };
  }

  async apply(): Promise<Played[]> {
    const played: Played[] = [];
    for (const task of applyTasks(this.#places)) {
      const one = await this.#play(task);
      played.push(one);
      if (one.standing === 'done') this.done.push(one);
    }
    return played;
  }

  /** Ids of the tests that did not end with 0, with what they printed. */
  async failedTests(): Promise<string[]> {
    const failed: string[] = [];
    for (const { step, machine, action } of testTasks(this.#places)) {
      if (action.kind === 'instruction') continue;
      const { code, text } = await this.#run(action.command, machine);
      if (code !== 0) failed.push(`${step} on ${machine}: ${code}\n${text}`);
    }
    return failed;
  }

  async rollBack(played: readonly Played[]): Promise<void> {
    const begun = new Set(played.filter(({ standing }) => standing === 'done').map(({ task }) => keyOf(task)));
    for (const task of undoTasks(this.#places, (one) => begun.has(keyOf(one)))) await this.#play(task);
    for (const task of rollbackTasks(this.#places)) await this.#play(task);
  }

  async #play(task: Task): Promise<Played> {
    const { when, verify, action, machine } = task;
    if (when !== undefined && !(await this.#holds(task, 'when', when)).yes) return { task, standing: 'skipped' };
    const before = verify && (await this.#holds(task, 'verify', verify));
    if (before?.yes) return { task, standing: 'found' };
    if (action.kind === 'instruction') await this.#person(task, before?.text ?? '');
    else {
      const { code, text } = await this.#run(action.command, machine);
      if (code !== 0)
        throw new Error(`${this.#change}: ${task.phase} ${task.step} on ${machine} ended with ${code}\n${text}`);
    }
    const after = verify && (await this.#holds(task, 'verify', verify));
    if (after?.yes === false) {
      throw new Error(`${this.#change}: ${task.phase} ${task.step} on ${machine} is not done\n${after.text}`);
    }
    return { task, standing: 'done' };
  }

  async #holds({ phase, step, machine }: Task, what: string, command: Command) {
    const { code, text } = await this.#run(command, machine);
    if (code === 0 || code === 1) return { yes: code === 0, text };
    throw new Error(`${this.#change}: ${what} of ${phase} ${step} on ${machine} ended with ${code}\n${text}`);
  }

  async #run(command: Command, machine: string): Promise<{ readonly code: number; readonly text: string }> {
    const settings = this.#site.settings.get(machine);
    if (settings === undefined) throw new Error(`the site has no machine ${machine}`);
    const home = join(settings.stateDirectory, 'changes', this.#change);
    await mkdir(home, { recursive: true, mode: 0o700 });
    const values = new Map(
      Object.entries({
        ...builtInValues(settings),
        ...this.#places.parameters,
        change: this.#change,
        change_directory: home,
      }),
    );
    const order = orderOf(command, values, [process.execPath, program]);
    const result = await execa(order.file, order.arguments, {
      cwd: order.directory,
      env: environmentOf(order),
      extendEnv: false,
      stdin: 'ignore',
      all: true,
      reject: false,
      timeout: order.deadlineSeconds * 1000,
    });
    return { code: result.exitCode ?? -1, text: `${result.command}\n${result.all ?? result.shortMessage ?? ''}` };
  }
}

function keyOf({ step, machine }: Task): string {
  return JSON.stringify([step, machine]);
}
