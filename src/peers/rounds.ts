import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until `signal`, with a pause between: one that takes its time delays nobody else's. Resolves
 * when the first look is over.
 */
export async function rounds(look: () => Promise<void>, pauseMs: number, signal: AbortSignal): Promise<void> {
  await look();
  void goOn(look, pauseMs, signal);
}

async function goOn(look: () => Promise<void>, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await look();
  }
}
