import { redactedNamed } from '../../redaction/redacted.js';
import { remembered } from '../../redaction/remembered.js';

/** Texts of 1,000 agents, which are the same from one answer to the next. */
const rememberedTexts = 20_000;

/** A key and its text as one, since both decide; no key has a line feed. */
const safe = remembered((pair) => {
  const end = pair.indexOf('\n');
  return redactedNamed(pair.slice(0, end), pair.slice(end + 1));
}, rememberedTexts);

/** JSON without credentials in it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (key, inner) => (typeof inner === 'string' ? safe(`${key}\n${inner}`) : inner));
}
