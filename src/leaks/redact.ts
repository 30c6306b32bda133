import { markStart } from './mark.js';
import type { Leak, Scanner } from './model.js';
import { leakRules } from './rules.js';

const prefixes: ReadonlyMap<string, string> = new Map(leakRules.map(({ id, prefix = '' }) => [id, prefix]));

/** Rounds after which text is given up that seems to have a credential still; what stands beside a redacted one shows in the next. */
const rounds = 8;

/**
 * Puts `[redacted:<rule>]` in the place of every credential in `text`, behind the public prefix of its kind. Redacting
 * twice changes nothing more.
 */
export function redact(text: string, scanner: Scanner): string {
  let redacted = text;
  for (let round = 0; round < rounds; round++) {
    const bytes = Buffer.from(redacted, 'utf8');
    const leaks = scanner.scan(bytes, 'text');
    if (leaks.length === 0) return redacted;
    redacted = replaced(bytes, leaks);
  }
  return `${markStart}all]`;
}

function replaced(bytes: Buffer, leaks: readonly Leak[]): string {
  let text = '';
  let from = 0;
  for (const { rule, start, end } of leaks) {
    const prefix = prefixes.get(rule) ?? '';
    const isShown = prefix !== '' && bytes.toString('latin1', start, start + prefix.length) === prefix;
    text += `${bytes.toString('utf8', from, start)}${isShown ? prefix : ''}${markStart}${rule}]`;
    from = end;
  }
  return text + bytes.toString('utf8', from);
}
