import type { TendedStack } from '../tendedStack.js';
import { order, reload, rewrite } from './act.js';
import type { CatalogueFault } from './fault.js';

/** Makes a fault on a running stack; gives what clears it. */
export async function make(stack: TendedStack, fault: CatalogueFault): Promise<() => Promise<void>> {
  switch (fault.make.by) {
    case 'simulator': {
      const place = `${fault.machine}/${fault.agent}`;
      const { fault: name, ms, reload: readers = [] } = fault.make;
      const give = async (word: string) => {
        await order(stack, place, word, ms);
        await reload(stack, readers);
      };
      await give(name);
      return () => give('clear');
    }
    case 'file': {
      const { file, edit, reload: readers } = fault.make;
      const putBack = await rewrite(stack, file, edit);
      await reload(stack, readers);
      return async () => {
        await putBack();
        await reload(stack, readers);
      };
    }
  }
}
