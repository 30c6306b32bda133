/** Lets one wait for what another announces; an announcement before the wait counts too. */
export class Alarm {
  #isSet = false;
  #ring: (() => void) | undefined;

  ring(): void {
    this.#isSet = true;
    this.#ring?.();
  }

  /** Resolves at the next ring, or after so many milliseconds. One waits at a time. */
  async wait(milliseconds?: number): Promise<void> {
    if (!this.#isSet) {
      await new Promise<void>((resolve) => {
        const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
        timer?.unref();
        this.#ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#ring = undefined;
    this.#isSet = false;
  }
}
