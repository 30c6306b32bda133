/**
 * Why `fetch` has rejected, in one line. It says "fetch failed" itself; the cause says what happened, and the last of several
 * attempts in that.
 */
export function whyUnreached(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const last: unknown = cause instanceof AggregateError ? cause.errors.at(-1) : cause;
  if (!(last instanceof Error)) return 'no connection';
  return 'code' in last && typeof last.code === 'string' ? `no connection (${last.code})` : last.message;
}
