/** Undoing what a part of the bench has started, in reverse order, also when the bench is interrupted. */

/** @typedef {(undo: () => unknown) => void} Defer */

/** @type {Set<() => Promise<void>>} */
const open = new Set();

/**
 * Runs `work`, then everything it has deferred, the latest first, whether it succeeded or not.
 *
 * @template Result
 * @param {(defer: Defer) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function within(work) {
  const steps = [];
  let undone;
  const undo = () => {
    undone ??= undoAll(steps);
    return undone;
  };
  open.add(undo);
  try {
    return await work((step) => {
      // What an interrupted part still starts is ended at once.
      if (undone === undefined) steps.push(step);
      else undone = undone.then(step);
    });
  } finally {
    await undo();
    open.delete(undo);
  }
}

/** Undoes everything that is still open: for a bench that is interrupted. */
export async function undoOpen() {
  for (const undo of [...open].reverse()) await undo();
}

async function undoAll(steps) {
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
}
