import type { Scanner } from '../leaks/model.js';
import { redact } from '../leaks/redact.js';
import { createScanner } from '../leaks/scanner.js';

let scanner: Scanner | undefined;

/** More rounds than any text needs: each is over when nothing changes any more. */
const roundsAtMost = 5;

/** The scanner's window ends before a long private key does: what goes on in lines of base64 belongs to it. */
const restOfKey =
  /(\[redacted:private-key\])[A-Za-z0-9+/=]*(?:(?:\s|\\+[rn])+[A-Za-z0-9+/=]{32,})*(?:(?:\s|\\+[rn])+[A-Za-z0-9+/=]+(?=(?:\s|\\+[rn])*-----END))?/g;

/** Half of an escape, of which a credential took the other half: without it JSON stays JSON. */
const halfEscape = /(?<!\\)((?:\\\\)*)\\(?=\[redacted:)/g;

/** `nats:/user:password@host`: a URL that was taken for a path, whose `//` is one `/` then (path.normalize of Node.js). */
const urlInPath = /\b([a-z][a-z0-9+.-]{1,20}:\/[^\s/:@"'[\]]{0,64}:)[^\s/@"'[\]]{1,256}@/gi;

/**
 * The text without the credentials in it: in the place of each stands the name of the rule that knew it. Always by all
 * rules: one that is switched off for reports may be wrong about a file, and is still not worth a leak of our own.
 */
export function redacted(text: string): string {
  let safe = text;
  for (let round = 0; round < roundsAtMost; round++) {
    const next = once(safe);
    if (next === safe) break;
    // What was beside a credential may be known for one when that is gone.
    safe = next;
  }
  return safe;
}

function once(text: string): string {
  scanner ??= createScanner();
  const safe = redact(text, scanner);
  const whole = safe === text ? text : safe.replaceAll(halfEscape, '$1').replaceAll(restOfKey, '$1');
  return whole.includes('@') ? whole.replaceAll(urlInPath, '$1[redacted:url-password]@') : whole;
}

/**
 * The text that somebody has given a name, a label or a key of JSON say: a plain word is a credential only where its name
 * says so.
 */
export function redactedNamed(name: string, text: string): string {
  const alone = redacted(text);
  const assigned = `${name}=`;
  const together = redacted(assigned + alone);
  return together.startsWith(assigned) ? together.slice(assigned.length) : alone;
}

/** For `JSON.stringify`: texts before they are escaped, where the rules read them as they are. */
export function redactedStrings(key: string, value: unknown): unknown {
  return typeof value === 'string' ? redactedNamed(key, value) : value;
}
