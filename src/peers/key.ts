import { readFile } from 'node:fs/promises';

/** By what heartbeats are known. Where the file cannot be used, none are sent, and none believed. */
export type Key =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'lost' };

/** Reads the token that all machines share; none where no file is named. Never rejects. */
export async function readKey(file: string | undefined): Promise<Key> {
  if (file === undefined) return { kind: 'none' };
  const token = (await readFile(file, 'utf8').catch(() => '')).trim();
  return token === '' ? { kind: 'lost' } : { kind: 'key', key: token };
}
