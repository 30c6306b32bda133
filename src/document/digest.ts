import { createHash } from 'node:crypto';

/** Tells one text of a file from another. Of the text as it was read: a byte order mark counts for nothing. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
