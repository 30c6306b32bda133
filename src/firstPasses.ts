import type { Risk } from './finding.js';

/**
 * Risks whose collector answers before it has looked at everything once: a run that was good says nothing of them until
 * then, and no finding is no good news.
 */
export class FirstPasses {
  readonly #waiting: Set<Risk>;

  constructor(risks: readonly Risk[]) {
    this.#waiting = new Set(risks);
  }

  /** Hands a view on, and notes whether everything was looked at for it. */
  note<View>(risk: Risk, view: View, isPassed: (view: View) => boolean): View {
    if (isPassed(view)) this.#waiting.delete(risk);
    return view;
  }

  /** Those of the risks that were looked at as a whole. */
  of(looked: ReadonlySet<Risk>): ReadonlySet<Risk> {
    return new Set([...looked].filter((risk) => !this.#waiting.has(risk)));
  }
}
