/** What the exit code says, for every command. */
export const exitCodes = {
  /** Nothing was found, or everything was done. */
  clean: 0,
  /** Something was found. */
  found: 1,
  /** The command could not run. */
  couldNotRun: 2,
} as const;
