import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setDemoFault } from '../../../src/simulator/control-client.js';
import type { MachineName, StackView } from '../stackView.js';
import type { TendedStack } from '../tendedStack.js';
import type { Act } from './combination.js';

/** Does one thing to a running stack. */
export async function perform(stack: TendedStack, act: Act): Promise<void> {
  if ('fault' in act) {
    for (const place of act.on) await order(stack, place, act.fault, act.ms);
  } else if ('write' in act) {
    for (const file of act.write) await rewrite(stack, file, act.edit);
    await reload(stack, act.reload);
  } else if ('pause' in act) await stack.signal(act.pause, 'SIGSTOP');
  else if ('resume' in act) await stack.signal(act.resume, 'SIGCONT');
  else if ('kill' in act) await stack.end(act.kill, 'SIGKILL');
  else if ('run' in act) await stack.run(act.run);
  else if ('restart' in act) {
    await stack.end(act.restart);
    await stack.run(act.restart);
  } else await delay(act.lasts * 1000);
}

/** Brings an agent of the stack under a fault. */
export async function order(stack: StackView, place: string, fault: string, ms?: number): Promise<void> {
  const outcome = await setDemoFault(stack.demoSocket, place, fault, ms === undefined ? {} : { ms });
  if (outcome.outcome === 'refused') throw new Error(outcome.message);
}

/** Writes a file of the run directory anew; gives what puts back its text. */
export async function rewrite(
  stack: StackView,
  file: string,
  edit: (text: string) => string,
): Promise<() => Promise<void>> {
  const path = join(stack.runDirectory, file);
  const before = await readFile(path, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`${file} did not change`);
  await writeFile(path, after);
  return () => writeFile(path, before);
}

export async function reload(stack: StackView, machines: readonly MachineName[]): Promise<void> {
  for (const machine of machines) await stack.reload(machine);
}
