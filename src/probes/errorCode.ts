/** The stable code of an error from Node or the system, such as `ECONNREFUSED`; `unknown` where it has none. */
export function errorCode(error: unknown): string {
  // Where a name has several addresses, the last attempt had the whole time left to it
  // (Node's net.connect, autoSelectFamily).
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  if (last instanceof Error && 'code' in last && typeof last.code === 'string') return last.code;
  return 'unknown';
}
