/** A look that others take, and what came of it last: for whoever may not wait for one. */
export class LastLook<View> {
  readonly #look: () => Promise<View>;
  #last: View | undefined;
  #tookAt = Number.NEGATIVE_INFINITY;
  #underWay = false;

  constructor(look: () => Promise<View>) {
    this.#look = look;
  }

  /** Looks, and keeps what it sees. Rejects as the look itself does; then the former view stays. */
  readonly look = async (): Promise<View> => {
    const view = await this.#look();
    this.#last = view;
    return view;
  };

  /** What was seen last; nothing where nobody has looked. */
  get last(): View | undefined {
    return this.#last;
  }

  /**
   * What was seen last. Where that is `milliseconds` ago by `now`, another look is begun that nobody waits for: the next
   * one who asks has it.
   */
  recent(milliseconds: number, now: number): View | undefined {
    if (now - this.#tookAt >= milliseconds && !this.#underWay) {
      this.#tookAt = now;
      this.#underWay = true;
      // A look that fails is told of by the collector that takes it as well.
      this.look()
        .catch(() => undefined)
        .finally(() => {
          this.#underWay = false;
        });
    }
    return this.#last;
  }
}
