import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parsedJson } from '../../parsedJson.js';
import { redacted } from '../../redaction/redacted.js';
import { syncFolder } from '../../syncFolder.js';
import { systemCode } from '../../systemCode.js';
import type { RollbackCause } from '../model.js';

/** What became of a request. */
export type Requested = 'requested' | 'duplicate' | 'not-open' | 'unknown';

const longestName = 200;

function requestFile(folder: string): string {
  return join(folder, 'rollback-requested');
}

/**
 * Leaves the request in the folder of the change. link(2) makes the file appear with its content and only if there is
 * none: of all who ask, also in several processes, one is the first.
 */
export async function writeRequest(folder: string, cause: RollbackCause): Promise<'requested' | 'duplicate'> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${requestFile(folder)}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(cause));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, requestFile(folder));
    return 'requested';
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'duplicate';
    throw error;
  } finally {
    await rm(draft, { force: true });
    await syncFolder(folder);
  }
}

/** The request in the folder of a change, if there is one. */
export async function readRequest(folder: string): Promise<RollbackCause | undefined> {
  let text: string;
  try {
    text = await readFile(requestFile(folder), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  // A request that cannot be read is a request: it never says less than that.
  return parsed(text) ?? { via: 'webhook', who: 'a request that cannot be read', at: 0 };
}

/** On one line, without credentials, not too long: it is shown to people, and nothing else becomes of it. */
export function cleanCause({ via, who, at }: RollbackCause): RollbackCause {
  const plain = who.slice(0, 4 * longestName).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return { via, who: redacted(plain).slice(0, longestName), at: Math.max(0, Math.trunc(at)) };
}

function parsed(text: string): RollbackCause | undefined {
  const value = parsedJson(text);
  return isCause(value) ? value : undefined;
}

function isCause(value: unknown): value is RollbackCause {
  if (typeof value !== 'object' || value === null) return false;
  if (!('via' in value && 'who' in value && 'at' in value)) return false;
  const isKnown = value.via === 'operator' || value.via === 'webhook' || value.via === 'poll' || value.via === 'gate';
  return isKnown && typeof value.who === 'string' && value.who.length <= longestName && Number.isSafeInteger(value.at);
}
