import { type Got, get } from '../http/get.js';

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
  | Extract<Got, { readonly kind: 'none' }>;

/** Asks `GET url`; never rejects. */
export type Ask = (url: string) => Promise<HttpAnswer>;

/** Longest answer that is read, in bytes; the page of a large exporter is longer than that of any other. */
const longestBytes = 32 * 1024 * 1024;

/** Asks with a deadline. */
export function askWithin(milliseconds: number, now: () => number): Ask {
  return async (url) => {
    const askedAt = now();
    const got = await get(url, { milliseconds, bytes: longestBytes });
    if (got.kind === 'none') return got;
    const date = Date.parse(got.date);
    return { ...got, date: Number.isNaN(date) ? undefined : date, askedAt, answeredAt: now() };
  };
}
