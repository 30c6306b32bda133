import type { Assignment } from './assignment.js';
import type { Form } from './model.js';
import type { NameKind } from './value/secretName.js';

/** What a pattern found. */
export interface Match {
  /** Name or user before the secret, as far as the pattern knows one. */
  readonly name: string;
  readonly secret: string;
  /** Where the secret is the value of an assignment. */
  readonly assignment?: Assignment;
}

/**
 * Bytes before the keyword that belong to the match: none, those of a name (`client_` of `client_secret`), or those of a
 * URL's scheme.
 */
export type Anchor = 'keyword' | 'name' | 'scheme';

/** How a rule reads the text that begins at its anchor. */
export type Reading =
  | {
      readonly by: 'pattern';
      /** Source of a sticky expression with bounded repetitions; the group `secret` is the secret, else all of it. */
      readonly pattern: string;
      /** In `arguments` and `environment`, where parts end with NUL; the pattern of text where there is none. */
      readonly argumentsPattern?: string;
    }
  | { readonly by: 'assignment'; readonly of: Exclude<NameKind, undefined> };

/** A kind of credential and how to know it. */
export interface LeakRule {
  /** Stable; stands in metrics, findings and baselines. */
  readonly id: string;
  readonly title: string;
  /** What is public of every credential of this kind, such as `AKIA`. */
  readonly prefix?: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  /** Page and section that tell how to move the credential out. */
  readonly runbook: string;
  /** Latin-1 literals, one of which stands in every match. */
  readonly keywords: readonly string[];
  /** Whether keyword and pattern match in any case. */
  readonly anyCase: boolean;
  readonly anchor: Anchor;
  /** Whether the keyword may stand inside of a word. */
  readonly inWord: boolean;
  /** Bytes of `[A-Za-z0-9_-]` that follow the keyword at least; checked before anything is cut out. */
  readonly followedBy: number;
  readonly reading: Reading;
  /** An exact rule knows a format; a general one, which knows a name, gives way to it. */
  readonly exact: boolean;
  /** Bytes that the secret goes on with behind what the pattern saw, up to the scanner's window. */
  readonly goesOn?: RegExp;
  /** Literals that are looked for in base64, too, before the rule is asked about what was decoded. */
  readonly encodedAs: readonly string[];
  /** Whether what was found can be a credential: check sums, entropy, placeholders. */
  accepts(match: Match, form: Form): boolean;
}
