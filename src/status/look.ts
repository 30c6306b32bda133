import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { boundedText } from '../prometheus/body.js';
import type { Board } from '../server/board/model/board.js';
import { noConnection } from './noConnection.js';

/** What an exporter said, or why it said nothing. */
export type Look =
  | { readonly kind: 'board'; readonly url: string; readonly board: Board }
  | { readonly kind: 'none'; readonly url: string; readonly reason: string };

/** Time for one answer, in milliseconds. */
const answerMilliseconds = 5000;
/** Longest board that is read, in bytes; that of a thousand agents takes one MiB. */
const longestBytes = 64 * 1024 * 1024;

/** What is described is demanded; what a later version says besides is let through. */
const openApi: object = JSON.parse(
  readFileSync(new URL('../../schemas/openapi.json', import.meta.url), 'utf8'),
  (key, value: unknown) => (key === 'additionalProperties' && value === false ? true : value),
);
const isBoard = new Ajv2020({ strict: false }).compile<Board>({ ...openApi, $ref: '#/components/schemas/Board' });

/** Asks an exporter for its board. Never rejects. */
export async function lookAt(url: string, signal: AbortSignal): Promise<Look> {
  const late = AbortSignal.timeout(answerMilliseconds);
  const none = (reason: string): Look => ({ kind: 'none', url, reason });
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/board`, {
      signal: AbortSignal.any([late, signal]),
      redirect: 'manual',
      headers: { 'user-agent': 'fleetwatch' },
    });
    const text = await boundedText(response, longestBytes);
    if (text === undefined || response.status !== 200) return none(`HTTP status ${response.status} and no board`);
    const board: unknown = JSON.parse(text);
    return isBoard(board) ? { kind: 'board', url, board } : none('not the board of this version of fleetwatch');
  } catch (error) {
    if (late.aborted) return none(`no whole answer within ${answerMilliseconds / 1000} s`);
    return none(error instanceof SyntaxError ? 'no board, but something else' : noConnection(error));
  }
}
