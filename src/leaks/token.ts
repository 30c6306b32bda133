import type { LeakRule } from './rule.js';
import { entropy } from './value/entropy.js';
import { isPlaceholder } from './value/placeholder.js';

/** Where a token must end: what follows is no character of a word. */
const end = '(?![A-Za-z0-9_])';

/** What a provider's token looks like. */
export interface TokenFormat {
  readonly id: string;
  readonly title: string;
  /** What the token begins with; all spellings where there are several. */
  readonly prefixes: readonly string[];
  /** What follows the prefix: an expression with bounded repetitions. */
  readonly body: string;
  /** Characters of `body` that are of a word at least. */
  readonly atLeast: number;
  /** Bits for each character of the body at least; 2.5 tells a random hexadecimal body from a made-up one. */
  readonly bits?: number;
  /** Whether check sums of the format agree. A token whose sum does is believed whatever it looks like. */
  checks?(token: string): boolean;
  /** With a check sum that disagrees it is none, however random. */
  readonly mustCheck?: boolean;
  readonly inWord?: boolean;
  readonly goesOn?: RegExp;
  readonly remedy: string;
  readonly runbook?: string;
}

const tokensPage = 'docs/leak-rules.md#tokens-of-providers';

/** A rule for a token that is known by its prefix. */
export function token(format: TokenFormat): LeakRule {
  const { id, title, prefixes, body, atLeast, bits = 2.5, remedy, runbook = tokensPage } = format;
  const [first] = prefixes;
  const quoted = prefixes.map((prefix) => prefix.replaceAll(/[.$+?*|()[\]{}\\^]/g, '\\$&')).join('|');
  return {
    id,
    title,
    ...(first === undefined ? {} : { prefix: first }),
    remedy,
    runbook,
    keywords: prefixes,
    anyCase: false,
    anchor: 'keyword',
    inWord: format.inWord ?? false,
    followedBy: atLeast,
    reading: { by: 'pattern', pattern: `(?:${quoted})(?:${body})${end}` },
    exact: true,
    encodedAs: prefixes,
    ...(format.goesOn === undefined ? {} : { goesOn: format.goesOn }),
    accepts: ({ secret }) => {
      if (format.checks?.(secret)) return true;
      if (format.mustCheck) return false;
      const prefix = prefixes.find((candidate) => secret.startsWith(candidate)) ?? '';
      const rest = secret.slice(prefix.length);
      return entropy(rest) >= bits && !isPlaceholder(rest);
    },
  };
}
