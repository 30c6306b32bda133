import { type EncodedLiteral, encodedLiterals } from './encoded.js';
import type { LeakRule } from './rule.js';
import { fold, Sieve } from './sieve.js';

/** A rule with its expressions, ready to run. */
export interface CompiledRule {
  readonly rule: LeakRule;
  readonly rank: number;
  readonly pattern: RegExp | undefined;
  readonly argumentsPattern: RegExp | undefined;
}

/** What it means that a literal stands somewhere. */
export interface Hit {
  readonly literal: Uint8Array;
  readonly anyCase: boolean;
  /** Rules to ask. */
  readonly rules: readonly CompiledRule[];
  /** For a literal in base64. */
  readonly encoded?: EncodedLiteral;
}

export interface Compiled {
  readonly sieve: Sieve;
  /** By the sieve's index of the literal. */
  readonly hits: readonly Hit[];
}

/** Everything the scanner needs of the rules. */
export function compileRules(rules: readonly LeakRule[]): Compiled {
  const compiled = rules.map(compileRule);
  const hits = [...compiled.flatMap(plainHits), ...compiled.flatMap(encodedHits)];
  const byKind = new Map<string, Hit>();
  for (const hit of hits) {
    const { literal, anyCase, encoded } = hit;
    const kind = [anyCase, encoded?.before, encoded?.plainBytes, Buffer.from(literal).toString('latin1')].join();
    const same = byKind.get(kind);
    byKind.set(kind, same === undefined ? hit : { ...same, rules: [...same.rules, ...hit.rules] });
  }
  const asked = [...byKind.values()];
  return { sieve: new Sieve(asked.map(({ literal }) => literal.map(fold))), hits: asked };
}

function plainHits(compiled: CompiledRule): Hit[] {
  const { keywords, anyCase } = compiled.rule;
  return keywords.map((keyword) => ({ literal: latin1(keyword), anyCase, rules: [compiled] }));
}

function encodedHits(compiled: CompiledRule): Hit[] {
  const { encodedAs, anyCase } = compiled.rule;
  const spelled = anyCase ? encodedAs.flatMap(spellingsOf) : encodedAs;
  return spelled
    .flatMap(encodedLiterals)
    .map((encoded) => ({ literal: latin1(encoded.text), anyCase: false, rules: [compiled], encoded }));
}

function compileRule(rule: LeakRule, rank: number): CompiledRule {
  const { reading, anyCase } = rule;
  // `d`: where the secret is within the match is known by its indices.
  const flags = anyCase ? 'dyi' : 'dy';
  const text = reading.by === 'pattern' ? reading.pattern : undefined;
  const parts = reading.by === 'pattern' ? reading.argumentsPattern : undefined;
  return {
    rule,
    rank,
    pattern: text === undefined ? undefined : new RegExp(text, flags),
    argumentsPattern: parts === undefined ? undefined : new RegExp(parts, flags),
  };
}

/** Base64 has no case to ignore: the three spellings that people use. */
function spellingsOf(keyword: string): string[] {
  return [keyword, keyword.toUpperCase(), keyword.charAt(0).toUpperCase() + keyword.slice(1)];
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
