/** Why a request came to nothing, without what it was sent with: the system's code says enough. */
export function noConnection(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const last: unknown = cause instanceof AggregateError ? cause.errors.at(-1) : cause;
  return last instanceof Error && 'code' in last ? `no connection (${String(last.code)})` : 'no connection';
}
