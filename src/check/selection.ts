import type { Audit } from '../audits/audit.js';
import { didYouMean, nearest } from '../document/nearest.js';
import { type Finding, risks, type Severity, severities } from '../finding.js';
import { startupCodes } from './startupCodes.js';

/** The name under which findings of the files themselves are chosen, as those of an audit are under its name. */
const startup = 'startup';

/** What a report is to speak of. */
export interface Selection {
  /** The audits that can find any of it. */
  readonly audits: readonly Audit[];
  speaksOf(code: string): boolean;
}

/** A word after `--only` that is no audit, risk or code. */
export class UnknownChoice extends Error {
  override readonly name = 'UnknownChoice';
}

/** The selection for words such as `ports`, `C` and `port-twice`; all that needs no request where there are none. */
export function select(words: readonly string[], audits: readonly Audit[]): Selection {
  if (words.length === 0) {
    const unasked = new Set(audits.filter(({ onRequest }) => onRequest).flatMap((audit) => audit.codes));
    return { audits: audits.filter(({ onRequest }) => !onRequest), speaksOf: (code) => !unasked.has(code) };
  }
  const codes = new Set(words.flatMap((word) => codesOf(word, audits)));
  return {
    audits: audits.filter((audit) => audit.codes.some((code) => codes.has(code))),
    speaksOf: (code) => codes.has(code),
  };
}

function codesOf(word: string, audits: readonly Audit[]): readonly string[] {
  if (word === startup) return startupCodes;
  const audit = audits.find(({ name }) => name === word);
  if (audit !== undefined) return audit.codes;
  const risk = risks.find((letter) => letter === word.toUpperCase());
  if (risk !== undefined) {
    return [...audits.flatMap((each) => (each.risk === risk ? each.codes : [])), ...(risk === 'G' ? startupCodes : [])];
  }
  const known = [...startupCodes, ...audits.flatMap(({ codes }) => codes)];
  if (known.includes(word)) return [word];
  const near = nearest(word, [startup, ...audits.map(({ name }) => name), ...known]);
  throw new UnknownChoice(`\`${word}\` is no audit, risk or code${didYouMean(near)}`);
}

/** Whether a finding is as grave as `least`, or graver. */
export function isAtLeast({ severity }: Pick<Finding, 'severity'>, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
