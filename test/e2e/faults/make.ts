import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setDemoFault } from '../../../src/simulator/control-client.js';
import type { LocalStack } from '../localStack.js';
import type { CatalogueFault, Make } from './fault.js';

/** Makes a fault on a running stack; gives what clears it. */
export async function make(stack: LocalStack, fault: CatalogueFault): Promise<() => Promise<void>> {
  switch (fault.make.by) {
    case 'simulator': {
      const place = `${fault.machine}/${fault.agent}`;
      const { fault: name, ms, reload = [] } = fault.make;
      const give = async (word: string) => {
        await order(stack, place, word, ms);
        for (const machine of reload) await stack.reload(machine);
      };
      await give(name);
      return () => give('clear');
    }
    case 'file':
      return editFile(stack, fault.make);
    case 'pause': {
      const service = `fleetwatch-${fault.machine}`;
      await stack.signal(service, 'SIGSTOP');
      return () => stack.signal(service, 'SIGCONT');
    }
  }
}

async function order(stack: LocalStack, place: string, fault: string, ms: number | undefined): Promise<void> {
  const socket = join(stack.runDirectory, 'demo.sock');
  const outcome = await setDemoFault(socket, place, fault, ms === undefined ? {} : { ms });
  if (outcome.outcome === 'refused') throw new Error(outcome.message);
}

async function editFile(
  stack: LocalStack,
  { file, edit, reload }: Extract<Make, { by: 'file' }>,
): Promise<() => Promise<void>> {
  const path = join(stack.runDirectory, file);
  const before = await readFile(path, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`${file} did not change`);
  const put = async (text: string) => {
    await writeFile(path, text);
    for (const machine of reload) await stack.reload(machine);
  };
  await put(after);
  return () => put(before);
}
