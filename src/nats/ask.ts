import { boundedText } from '../http/body.js';

/** Longest answer that is read, in bytes: 1,300 streams of 1.5 KB, and parsing it stops all else. */
const answerBytes = 2 * 1024 * 1024;

/** What an endpoint answered; `undefined` where nothing that can be read came in time. */
export type Ask = (path: string) => Promise<{ readonly httpStatus: number; readonly body: unknown } | undefined>;

/**
 * Asks the monitoring endpoints of one server. Never rejects: a server that is gone, hangs, redirects, or answers with what is
 * no JSON is one that cannot be asked.
 *
 * @param signal ends all questions of one look
 */
export function askAt(base: string, signal: AbortSignal): Ask {
  return async (path) => {
    try {
      const response = await fetch(new URL(path, base), {
        signal,
        redirect: 'error',
        headers: { accept: 'application/json', 'user-agent': 'fleetwatch' },
      });
      const text = await boundedText(response, answerBytes);
      return text === undefined ? undefined : { httpStatus: response.status, body: JSON.parse(text) };
    } catch {
      return undefined;
    }
  };
}
