/** A metric family of ours, as the catalogue has it. */
export interface KnownFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** What is known of metrics without asking anybody. */
export interface Knowledge {
  /** Families by the names under which their samples appear. */
  readonly families: ReadonlyMap<string, KnownFamily>;
  /** Expressions of the recording rules by their names. */
  readonly recorded: ReadonlyMap<string, readonly string[]>;
}
