import type { Form } from './model.js';
import type { Anchor, LeakRule, Match } from './rule.js';
import { entropy } from './value/entropy.js';
import { isPlaceholder } from './value/placeholder.js';

/** A credential that is known by a literal and what stands around it. */
export interface ShapedFormat {
  readonly id: string;
  readonly title: string;
  readonly prefix?: string;
  readonly keywords: readonly string[];
  readonly anyCase?: boolean;
  readonly anchor?: Anchor;
  readonly inWord?: boolean;
  readonly followedBy?: number;
  /** Begins at the anchor; the group `secret` is the secret, `name` what names it. */
  readonly pattern: string;
  readonly argumentsPattern?: string;
  /** Bits for each character of the secret at least. */
  readonly bits?: number;
  readonly exact?: boolean;
  /** Literals to look for in base64; the keywords where it is left out. */
  readonly encodedAs?: readonly string[];
  readonly goesOn?: RegExp;
  /** Instead of looking for placeholders and at the entropy. */
  accepts?(match: Match, form: Form): boolean;
  readonly remedy: string;
  readonly runbook?: string;
}

/** A rule for a credential that is known by what stands around it. */
export function shaped(format: ShapedFormat): LeakRule {
  const { bits = 0, argumentsPattern, prefix, goesOn } = format;
  return {
    id: format.id,
    title: format.title,
    ...(prefix === undefined ? {} : { prefix }),
    remedy: format.remedy,
    runbook: format.runbook ?? 'docs/leak-rules.md#tokens-of-providers',
    keywords: format.keywords,
    anyCase: format.anyCase ?? false,
    anchor: format.anchor ?? 'keyword',
    inWord: format.inWord ?? (format.anchor !== undefined && format.anchor !== 'keyword'),
    followedBy: format.followedBy ?? 0,
    reading: {
      by: 'pattern',
      pattern: format.pattern,
      ...(argumentsPattern === undefined ? {} : { argumentsPattern }),
    },
    exact: format.exact ?? true,
    encodedAs: format.encodedAs ?? format.keywords,
    ...(goesOn === undefined ? {} : { goesOn }),
    accepts: format.accepts ?? (({ secret }) => entropy(secret) >= bits && !isPlaceholder(secret)),
  };
}
