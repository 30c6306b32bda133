import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { below, get } from '../http/get.js';
import { parsedJson } from '../parsedJson.js';
import type { Board } from '../server/board/model/board.js';

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
  const none = (reason: string): Look => ({ kind: 'none', url, reason });
  const got = await get(below(url, 'api/v1/board'), { milliseconds: answerMilliseconds, bytes: longestBytes, signal });
  if (got.kind === 'none') return none(got.reason);
  if (got.status !== 200) return none(`HTTP status ${got.status} and no board`);
  const board = parsedJson(got.text);
  if (board === undefined) return none('no board, but something else');
  return isBoard(board) ? { kind: 'board', url, board } : none('not the board of this version of fleetwatch');
}
