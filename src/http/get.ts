import { boundedText } from './body.js';
import { whyUnreached } from './unreached.js';

/** A whole answer over HTTP, or why there is none: one line without a final full stop. */
export type Got =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      /** The header `Date` (RFC 9110, 6.6.1); empty where there is none. */
      readonly date: string;
    }
  | { readonly kind: 'none'; readonly reason: string };

export interface Patience {
  /** For the whole answer. */
  readonly milliseconds: number;
  /** Longest body that is read. */
  readonly bytes: number;
  readonly signal?: AbortSignal;
}

/** Asks `GET url`. Never rejects; redirects are not followed. */
export async function get(url: string | URL, { milliseconds, bytes, signal }: Patience): Promise<Got> {
  const late = AbortSignal.timeout(milliseconds);
  try {
    const response = await fetch(url, {
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      redirect: 'manual',
      headers: { 'user-agent': 'fleetwatch' },
    });
    const text = await boundedText(response, bytes);
    if (text === undefined) return { kind: 'none', reason: `an answer of more than ${bytes} bytes` };
    return { kind: 'answered', status: response.status, text, date: response.headers.get('date') ?? '' };
  } catch (error) {
    if (late.aborted) return { kind: 'none', reason: `no whole answer within ${milliseconds / 1000} s` };
    return { kind: 'none', reason: whyUnreached(error) };
  }
}

/** A path below the address of a server, which may have a path of its own. */
export function below(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path}`;
}
