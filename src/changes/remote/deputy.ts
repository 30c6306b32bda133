import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parsedJson } from '../../parsedJson.js';
import type { MachineSettings, Settings } from '../../settings.js';
import type { ChangeRecord } from '../record.js';
import type { Deputy, Performed } from '../task/workplace.js';
import { parseAnswer, type StepAnswer, type StepOrder, stepsPath } from './order.js';

/** Milliseconds between two questions how an order stands. */
const beat = 500;
/** Milliseconds without any answer after which nobody knows how an order stands. */
const patience = 60_000;
/**
 * The same for a rollback, of the 5 minutes that a whole one has: nothing is decided about a machine beyond a link that is
 * cut, and most links come back.
 */
const rollbackPatience = 240_000;
/** Milliseconds for one answer. */
const answerMilliseconds = 5000;
/** Longest answer that is read, in characters. */
const answerLength = 64 * 1024;

/** Sees to steps of other machines by asking their fleetwatch. Needs the token that both have in a file. */
export function deputyOf(settings: Pick<Settings, 'machines' | 'changes'>): (record: ChangeRecord) => Deputy {
  return (record) => async (task, attempt, abort) => {
    const machine = settings.machines.find(({ name }) => name === task.machine);
    const { tokenFile } = settings.changes;
    if (machine === undefined) return { outcome: 'failed', reason: `there is no machine ${task.machine}` };
    if (tokenFile === undefined) {
      return { outcome: 'failed', reason: `${task.machine} takes no orders without changes.token_file` };
    }
    const { id: change, machine: keeper, runbook, parameters } = record;
    const { phase, step } = task;
    const order = { change, keeper, runbook: runbook.id, digest: runbook.digest, phase, step, attempt, parameters };
    return seeTo(order, addressOf(machine), tokenFile, abort);
  };
}

async function seeTo(order: StepOrder, address: string, tokenFile: string, abort: AbortSignal): Promise<Performed> {
  const longest = order.phase === 'rollback' ? rollbackPatience : patience;
  let heardAt = Date.now();
  let why = 'it does not answer';
  while (!abort.aborted && Date.now() - heardAt < longest) {
    try {
      const answer = await send(order, address, tokenFile, abort);
      if (answer.standing === 'ended') return { outcome: answer.outcome, reason: answer.reason };
      if (answer.standing === 'refused') return { outcome: 'failed', reason: answer.reason };
      heardAt = Date.now();
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    await delay(beat, undefined, { signal: abort }).catch(() => undefined);
  }
  const reason = abort.aborted ? 'it was given up' : `nobody knows how it stands: ${why}`;
  return { outcome: 'unknown', reason };
}

/** To order again is to ask: what is under way or done is not begun a second time. */
async function send(order: StepOrder, address: string, tokenFile: string, abort: AbortSignal): Promise<StepAnswer> {
  const token = (await readFile(tokenFile, 'utf8')).trim();
  const response = await fetch(`${address}${stepsPath}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
    redirect: 'error',
    signal: AbortSignal.any([abort, AbortSignal.timeout(answerMilliseconds)]),
  });
  if (response.status === 401) return { standing: 'refused', reason: 'it does not know the token of this machine' };
  const text = (await response.text()).slice(0, answerLength);
  const answer = parseAnswer(parsedJson(text));
  if (answer === undefined) throw new Error(`it answers with status ${response.status}, and nothing that can be read`);
  return answer;
}

function addressOf({ address, listen }: MachineSettings): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${listen.port}`;
}
