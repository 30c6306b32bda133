import { builtInParameters, type Command } from '../../runbooks/model.js';
import { filled } from '../../runbooks/placeholders.js';
import { noteRunning, settleLeftBehind } from '../command/leftBehind.js';
import { type Order, orderOf } from '../command/order.js';
import type { Happening, TaskOutcome } from '../journal/entry.js';
import type { TaskState } from '../record.js';
import { describeResult, keepOutput, type Purpose, shownArguments } from './evidence.js';
import type { Task } from './task.js';
import type { Performed, Workplace } from './workplace.js';

/** The work was stopped from outside; the journal says what a crash would have left. */
export class WorkStopped extends Error {
  override readonly name = 'WorkStopped';
}

/** What a verify says, and how it said that. */
interface Proof {
  readonly says: 'done' | 'not-done' | 'unknown';
  readonly reason: string;
}

/**
 * Sees to a task, whatever was done of it before: `state` is how the journal has it. Nothing runs before its verify has
 * said that it is not done, and what was begun when the program was killed is never run again blindly.
 */
export async function performTask(task: Task, state: TaskState | undefined, place: Workplace): Promise<Performed> {
  place.progress.begins(task);
  const performed = await new Performance(task, state, place).toEnd();
  place.progress.ended(task, performed);
  return performed;
}

/** One task being seen to. */
class Performance {
  readonly #task: Task;
  readonly #place: Workplace;
  readonly #wasInterrupted: boolean;
  readonly #began: number;
  #attempt: number;
  readonly #interruptedAt: number;

  constructor(task: Task, state: TaskState | undefined, place: Workplace) {
    this.#task = task;
    this.#place = place;
    this.#wasInterrupted = state?.standing === 'started';
    this.#interruptedAt = state?.at ?? 0;
    this.#attempt = state?.attempt ?? 0;
    this.#began = place.now();
  }

  async toEnd(): Promise<Performed> {
    if (this.#task.machine !== this.#place.machine) return this.#send();
    const { action, verify } = this.#task;
    if (this.#wasInterrupted && action.kind === 'command') await this.#settle(this.#order(action.command));
    if (!this.#wasInterrupted && this.#attempt === 0) {
      const unneeded = await this.#unneeded();
      if (unneeded !== undefined) return unneeded;
    }
    if (verify !== undefined) {
      const before = await this.#prove(verify);
      if (before.says === 'done') return this.#end(this.#attempt === 0 ? 'already' : 'done', '');
      if (before.says === 'unknown') return this.#end('unknown', before.reason);
    }
    return action.kind === 'command' ? this.#runCommand(action.command) : this.#instruct(action.text);
  }

  /** Why nothing is to be done, where `when` says so or cannot say. */
  async #unneeded(): Promise<Performed | undefined> {
    const { when } = this.#task;
    if (when === undefined) return undefined;
    const result = await this.#run('when', this.#order(when));
    const { end } = result;
    if (end.kind === 'exited' && end.code === 0) return undefined;
    if (end.kind === 'exited' && end.code === 1)
      return this.#end('skipped', 'its condition says that it is not needed');
    return this.#end('failed', `whether it is needed cannot be said: the condition ${describeResult(result)}`);
  }

  async #runCommand(command: Command): Promise<Performed> {
    const { verify } = this.#task;
    const order = this.#order(command);
    await this.#started(verify === undefined ? 'test' : 'not-done', shownArguments(order));
    const result = await this.#run('run', order);
    const { end } = result;
    const said = `it ${describeResult(result)}`;
    if (end.kind === 'aborted') return this.#end('unknown', said);
    if (verify === undefined) {
      const isGood = end.kind === 'exited' && end.code === 0;
      return isGood ? this.#end('done', '') : this.#end('failed', said);
    }
    return this.#conclude(await this.#prove(verify), said);
  }

  async #instruct(template: string): Promise<Performed> {
    const { verify } = this.#task;
    const { person, values, abort } = this.#place;
    if (!this.#wasInterrupted) await this.#started('not-done');
    const look = async () => verify !== undefined && (await this.#prove(verify)).says === 'done';
    const says = await person.instruct(this.#task, filled(template, values), look, abort);
    this.#mayStop();
    if (abort.aborted) return this.#end('unknown', 'it was given up');
    if (!says) return { outcome: 'waiting', reason: 'a person has to do it' };
    if (verify === undefined) return this.#end('unknown', 'nothing can prove it');
    return this.#conclude(await this.#prove(verify), 'a person said that it is done');
  }

  #conclude({ says, reason }: Proof, said: string): Promise<Performed> {
    if (says === 'done') return this.#end('done', '');
    if (says === 'not-done') return this.#end('failed', `${said}, and its verify says that it is not done`);
    return this.#end('unknown', `${said}; ${reason}`);
  }

  async #prove(verify: Command): Promise<Proof> {
    const result = await this.#run('verify', this.#order(verify));
    const { end } = result;
    if (end.kind === 'exited' && end.code === 0) return { says: 'done', reason: '' };
    if (end.kind === 'exited' && end.code === 1) return { says: 'not-done', reason: '' };
    return { says: 'unknown', reason: `its verify ${describeResult(result)}: nobody knows whether it is done` };
  }

  /** Another machine sees to it; should the answer have been lost, it is asked for the same attempt again. */
  async #send(): Promise<Performed> {
    const { action, machine } = this.#task;
    if (!this.#wasInterrupted) await this.#started('sent');
    if (action.kind === 'instruction') {
      // Its verify runs there, when the person says that it is done.
      const text = filled(action.text, elsewhere(this.#place.values, machine));
      const says = await this.#place.person.instruct(this.#task, text, async () => true, this.#place.abort);
      if (!says) return { outcome: 'waiting', reason: 'a person has to do it' };
    }
    const { outcome, reason } = await this.#place.deputy(this.#task, this.#attempt, this.#place.abort);
    this.#mayStop();
    if (outcome === 'waiting') return { outcome, reason };
    return this.#end(outcome, reason);
  }

  /** What an earlier fleetwatch has started may still run: it gets the time that it would have had. */
  #settle(order: Order): Promise<void> {
    return settleLeftBehind(order, this.#interruptedAt + order.deadlineSeconds * 1000);
  }

  async #run(purpose: Purpose, order: Order) {
    const { run, abort, folder } = this.#place;
    this.#mayStop();
    const note = purpose === 'run' ? (pid: number) => noteRunning(folder, pid) : undefined;
    const result = await run(order, abort, note);
    this.#mayStop();
    await keepOutput(folder, this.#task, this.#attempt, purpose, order, result);
    return result;
  }

  #order(command: Command): Order {
    return orderOf(command, this.#place.values, this.#place.program);
  }

  #mayStop(): void {
    const { abort } = this.#place;
    if (abort.aborted && abort.reason === 'stop') throw new WorkStopped('stopped while a step was under way');
  }

  async #started(because: 'not-done' | 'test' | 'sent', argv?: readonly string[]): Promise<void> {
    this.#attempt++;
    const data = { ...this.#name, attempt: this.#attempt, because, ...(argv === undefined ? {} : { argv }) };
    await this.#write({ kind: 'step-started', data });
  }

  async #end(outcome: TaskOutcome, reason: string): Promise<Performed> {
    const seconds = Math.max(0, this.#place.now() - this.#began) / 1000;
    const data = { ...this.#name, attempt: this.#attempt, outcome, reason, seconds };
    await this.#write({ kind: 'step-ended', data });
    return { outcome, reason };
  }

  get #name() {
    const { phase, step, machine } = this.#task;
    return { phase, step, machine };
  }

  async #write(happening: Happening): Promise<void> {
    await this.#place.journal.append({ change: this.#place.change, ...happening });
  }
}

/** Only the other machine knows its paths. */
function elsewhere(values: ReadonlyMap<string, string>, machine: string): ReadonlyMap<string, string> {
  const theirs = builtInParameters.filter((name) => name !== 'change');
  return new Map([...values, ...theirs.map((name): [string, string] => [name, `<${name} of ${machine}>`])]);
}
