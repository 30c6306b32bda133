import type { Runbook } from '../../runbooks/model.js';
import type { ChangeBook } from '../book.js';
import type { Program } from '../command/order.js';
import type { RunCommand } from '../command/run.js';
import { foldTasks } from '../fold.js';
import { parameterValues } from '../parameters.js';
import { isFinished, type TaskState, wasBegun } from '../record.js';
import { ChangeRefused } from '../refused.js';
import { tryExecution, valuesOf } from '../site.js';
import { performTask } from '../task/perform.js';
import { type Task, taskKey, taskNamed } from '../task/task.js';
import type { Performed, Workplace } from '../task/workplace.js';
import type { StepAnswer, StepOrder } from './order.js';

export interface OfficeOptions {
  readonly book: ChangeBook;
  /** The runbooks on the disk of this machine. */
  readonly runbooks: () => Promise<readonly Runbook[]>;
  /** Values of the built-in parameters here. */
  readonly values: () => Readonly<Record<string, string>>;
  /** All machines of the fleet, by their names here. */
  readonly machines: () => readonly string[];
  readonly program: Program;
  readonly run: RunCommand;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** What is ordered, as the runbook of this machine has it. */
interface Found {
  readonly task: Task;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Ends of orders that are remembered for whoever asks again. */
const endsAtMost = 500;

/**
 * Sees to steps of changes that other machines keep. Everything that runs is spelled out by a runbook of this machine; the
 * journal of this machine has it too. To order twice does it once: what is under way or done is not begun again.
 */
export class StepOffice {
  readonly #options: OfficeOptions;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #ends = new Map<string, StepAnswer>();
  readonly #stop = new AbortController();

  constructor(options: OfficeOptions) {
    this.#options = options;
  }

  /** Begins what is ordered, and says how it stands without waiting for its end. */
  async take(order: StepOrder): Promise<StepAnswer> {
    const key = keyOf(order);
    const known = this.ask(order);
    if (known.standing !== 'unknown-order') return known;
    const found = await this.#taskOf(order);
    if ('standing' in found) return found;
    const lock = await tryExecution(this.#options.book.folderOf(order.change));
    if (!('release' in lock)) return this.#underWay.has(key) ? { standing: 'running' } : { standing: 'busy' };
    // Only with the lock nobody alters any more how the step stands.
    const begun = await this.#begin(order, found, key).catch(async (error: unknown) => {
      await lock.release();
      throw error;
    });
    if ('standing' in begun) {
      await lock.release();
      return begun;
    }
    const work = begun.work.finally(() => lock.release()).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return { standing: 'running' };
  }

  /** How an order stands. */
  ask(order: Pick<StepOrder, 'change' | 'phase' | 'step' | 'attempt'>): StepAnswer {
    const key = keyOf(order);
    if (this.#underWay.has(key)) return { standing: 'running' };
    return this.#ends.get(key) ?? { standing: 'unknown-order' };
  }

  /** Ends what is under way as a crash would. */
  async stop(): Promise<void> {
    this.#stop.abort('stop');
    await Promise.all(this.#underWay.values());
  }

  /** Begins the work, unless the journal says that there is none. */
  async #begin(
    order: StepOrder,
    { task, parameters }: Found,
    key: string,
  ): Promise<StepAnswer | { work: Promise<void> }> {
    const { entries, problem } = await this.#options.book.journal.read();
    if (problem !== undefined) return refused('its journal is not believed');
    const states = foldTasks(entries, order.change);
    const state = states.get(taskKey(task));
    if (state !== undefined && state.standing !== 'started' && isFinished(state)) {
      return { standing: 'ended', outcome: state.standing, reason: state.reason };
    }
    if (order.phase === 'undo' && !wasBegun(states.get(taskKey({ ...task, phase: 'apply' })))) {
      return { standing: 'ended', outcome: 'skipped', reason: 'the step was not begun here' };
    }
    const work = this.#perform(order, task, state, parameters)
      .then((performed) => this.#remember(key, { standing: 'ended', ...performed }))
      .catch((error: unknown) => this.#remember(key, ended(error)));
    return { work };
  }

  async #taskOf(order: StepOrder): Promise<Found | StepAnswer> {
    const machine = this.#options.book.machine;
    const runbook = (await this.#options.runbooks()).find(({ id }) => id === order.runbook);
    if (runbook === undefined) return refused(`${machine} has no such runbook`);
    if (runbook.digest !== order.digest) return refused(`${machine} has another version of the runbook`);
    try {
      const parameters = parameterValues(runbook, order.parameters);
      const places = { runbook, machine: order.keeper, machines: this.#options.machines(), parameters };
      const { phase, step } = order;
      const task = taskNamed({ phase, step, machine }, places);
      return task === undefined ? refused(`the runbook has no such step for ${machine}`) : { task, parameters };
    } catch (error) {
      if (error instanceof ChangeRefused) return refused(error.message);
      throw error;
    }
  }

  #perform(
    { change }: StepOrder,
    task: Task,
    state: TaskState | undefined,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Performed> {
    const { book, program, run, now } = this.#options;
    const folder = book.folderOf(change);
    const values = valuesOf({ id: change, parameters, values: this.#options.values() }, folder);
    const place: Workplace = {
      change,
      machine: book.machine,
      journal: book.journal,
      folder,
      values,
      program,
      run,
      // Whoever ordered it has heard from the person that it is done; its verify has the last word.
      person: { instruct: async () => true },
      deputy: async () => ({ outcome: 'failed', reason: 'an order is not passed on' }),
      progress: { begins: () => undefined, ended: () => undefined },
      abort: this.#stop.signal,
      now,
    };
    return performTask(task, state, place);
  }

  #remember(key: string, answer: StepAnswer): void {
    this.#ends.set(key, answer);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > endsAtMost && oldest !== undefined) this.#ends.delete(oldest);
  }
}

function keyOf({ change, phase, step, attempt }: Pick<StepOrder, 'change' | 'phase' | 'step' | 'attempt'>): string {
  return JSON.stringify([change, phase, step, attempt]);
}

function refused(reason: string): StepAnswer {
  return { standing: 'refused', reason };
}

function ended(error: unknown): StepAnswer {
  const why = error instanceof Error ? error.name : 'Error';
  return { standing: 'ended', outcome: 'unknown', reason: `the fleetwatch there has failed with ${why}` };
}
