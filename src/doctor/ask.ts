import { boundedText } from '../prometheus/body.js';

/** An answer over HTTP, or why there is none. Times are Unix milliseconds. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      /** The clock of the server, to the second (RFC 9110, 6.6.1); nothing where it says none. */
      readonly date: number | undefined;
      readonly askedAt: number;
      readonly answeredAt: number;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** Asks `GET url`; never rejects. */
export type Ask = (url: string) => Promise<HttpAnswer>;

/** Longest answer that is read, in bytes; the page of a large exporter is longer than that of any other. */
const longestBytes = 32 * 1024 * 1024;

/** Asks with a deadline. Redirects are not followed. */
export function askWithin(milliseconds: number, now: () => number): Ask {
  return async (url) => {
    const late = AbortSignal.timeout(milliseconds);
    const askedAt = now();
    try {
      const response = await fetch(url, { signal: late, redirect: 'manual', headers: { 'user-agent': 'fleetwatch' } });
      const answeredAt = now();
      const text = await boundedText(response, longestBytes);
      if (text === undefined) return { kind: 'none', reason: `an answer of more than ${longestBytes} bytes` };
      const date = Date.parse(response.headers.get('date') ?? '');
      const clock = Number.isNaN(date) ? undefined : date;
      return { kind: 'answered', status: response.status, text, date: clock, askedAt, answeredAt };
    } catch (error) {
      if (late.aborted) return { kind: 'none', reason: `no whole answer within ${milliseconds / 1000} s` };
      return { kind: 'none', reason: reasonOf(error) };
    }
  };
}

/** `fetch` rejects with "fetch failed"; the cause says what happened, and the last of several attempts in that. */
function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const last: unknown = cause instanceof AggregateError ? cause.errors.at(-1) : cause;
  if (!(last instanceof Error)) return 'no connection';
  return 'code' in last && typeof last.code === 'string' ? `no connection (${last.code})` : last.message;
}
