import type { Outline } from '../../../src/adoption/python/outline.js';
import { outlineOf } from '../../../src/adoption/python/outlineOf.js';

/** The outline of a text, without pauses. */
export function outlined(text: string, file = '/project/agents/deep/agent.py'): Outline {
  const steps = outlineOf(text, file);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
