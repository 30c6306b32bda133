/** One object of an answer whose shape is not known yet. What is missing or of another type is `undefined`. */
export class Fields {
  readonly #content: ReadonlyMap<string, unknown>;

  constructor(value: unknown) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#content = new Map(isObject ? Object.entries(value) : []);
  }

  has(name: string): boolean {
    return this.#content.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#content.get(name);
    return typeof value === 'string' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.#content.get(name);
    return typeof value === 'number' ? value : undefined;
  }

  isTrue(name: string): boolean {
    return this.#content.get(name) === true;
  }

  /** The object of that name; without any fields where there is none. */
  object(name: string): Fields {
    return new Fields(this.#content.get(name));
  }

  /** The objects of a list; `null`, as Go writes an empty one, is none. */
  list(name: string): Fields[] {
    const value = this.#content.get(name);
    return Array.isArray(value) ? value.map((entry) => new Fields(entry)) : [];
  }
}
