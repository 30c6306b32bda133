/** What a command has to say, as one JSON document for programs. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** One of several that a command says as it goes on, on a line of its own (JSON Lines). */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
