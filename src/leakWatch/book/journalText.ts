import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parsedJson } from '../../parsedJson.js';
import { systemCode } from '../../systemCode.js';

/** First line of a journal: another program's file, or one of another time, is not taken for it. */
export const header = '["fleetwatch leaks",1]\n';

/** Characters of one line of a journal that is written anew. */
const lineCharacters = 64 * 1024;
/** Lines that are read before the event loop gets its turn. */
const linesPerTurn = 50;

export interface JournalContent {
  readonly values: Map<string, unknown>;
  /** What is wrong with the file. `values` is then what stands before that. */
  readonly damage: string | undefined;
}

/** A journal's lines, each an array of keys and values; a removed value is null. `batch` holds values as JSON. */
export function* formatBatches(
  batch: ReadonlyMap<string, string | undefined>,
  most: number = lineCharacters,
): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const [key, value] of batch) {
    const part = `[${JSON.stringify(key)},${value ?? null}]`;
    parts.push(part);
    length += part.length;
    if (length < most) continue;
    yield `[${parts.join(',')}]\n`;
    parts = [];
    length = 0;
  }
  if (parts.length > 0) yield `[${parts.join(',')}]\n`;
}

/** Reads a journal; a missing file is an empty one, and a last line that was torn was never written. Never rejects. */
export async function readJournal(file: string): Promise<JournalContent> {
  const values = new Map<string, unknown>();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = systemCode(error) === 'ENOENT';
    return { values, damage: missing ? undefined : `it cannot be read: ${String(error)}` };
  }
  if (!text.startsWith(header)) return { values, damage: text === '' ? undefined : 'it does not begin as it should' };
  const lines = text.slice(header.length).split('\n');
  for (const [index, line] of lines.entries()) {
    if (index % linesPerTurn === 0) await nextTurn();
    // What follows the last line end is nothing, or a line that was torn.
    if (index === lines.length - 1) break;
    const batch = parseBatch(line);
    // After a power cut, the length of the last line may be there and its bytes not.
    if (batch === undefined && index === lines.length - 2) break;
    if (batch === undefined) return { values, damage: `line ${index + 2} cannot be read` };
    for (const [key, value] of batch) {
      if (value === null) values.delete(key);
      else values.set(key, value);
    }
  }
  return { values, damage: undefined };
}

function parseBatch(line: string): [string, unknown][] | undefined {
  const batch = parsedJson(line);
  return Array.isArray(batch) && batch.every(isPair) ? batch : undefined;
}

function isPair(pair: unknown): pair is [string, unknown] {
  return Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string';
}
