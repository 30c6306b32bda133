import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form, Leak } from '../../src/leaks/model.js';
import { redact } from '../../src/leaks/redact.js';
import { leakRules } from '../../src/leaks/rules.js';
import { createScanner } from '../../src/leaks/scanner.js';
import { encodedLeaks, leaks } from './leaks.js';
import { lookAlikes } from './lookAlikes.js';

const scanner = createScanner();
const forms: readonly Form[] = ['text', 'arguments', 'environment'];

const keywords = leakRules.flatMap((rule) => rule.keywords);
const clean = [...leaks, ...encodedLeaks].map(({ text }) => text.replaceAll(/[«»]/g, ''));
const glue = [
  '\n',
  '\\n',
  ' ',
  '=',
  ': ',
  '"',
  "'",
  '\\"',
  '\0',
  '-',
  '/',
  '@',
  '&',
  '   ',
  '{',
  '}',
  'value: ',
  '==',
  'a',
  '0',
];

/** Pieces of leaks, of what looks alike, keywords, what divides them, and anything. */
const fragment = fc.oneof(
  fc.constantFrom(...clean),
  fc.constantFrom(...lookAlikes.map(([text]) => text)),
  fc.constantFrom(...keywords),
  fc.constantFrom(...glue),
  fc.string({ maxLength: 12 }),
);
const text = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''));
const long = fc.array(fragment, { minLength: 250, maxLength: 400 }).map((parts) => parts.join(''));

describe('whatever is scanned', () => {
  it('leaks are within bounds, in order, and none overlaps another', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text.map((parts) => Buffer.from(parts)),
          fc.uint8Array({ maxLength: 400 }),
        ),
        fc.constantFrom(...forms),
        (bytes, form) => {
          let end = 0;
          for (const leak of scanner.scan(bytes, form)) {
            expect(leak.start).toBeGreaterThanOrEqual(end);
            expect(leak.end).toBeGreaterThan(leak.start);
            end = leak.end;
          }
          expect(end).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the same is found however it is divided', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 200, max: 9000 }), (content, piece) => {
        const bytes = Buffer.from(content);
        expect(inPieces(bytes, piece)).toEqual(scanner.scan(bytes, 'text'));
      }),
      { numRuns: 60 },
    );
  });

  it('redacting leaves nothing to redact', () => {
    fc.assert(
      fc.property(text, (content) => {
        const once = redact(content, scanner);
        expect(redact(once, scanner)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });
});

/** Reads as a log is read: a piece, with the window before and after it. */
function inPieces(bytes: Uint8Array, piece: number): Leak[] {
  const found: Leak[] = [];
  for (let from = 0; from < bytes.length; from += piece) {
    const first = Math.max(0, from - scanner.window);
    const last = from + piece;
    const view = bytes.subarray(first, last + scanner.window);
    for (const leak of scanner.scan(view, 'text', from - first)) {
      const start = leak.start + first;
      if (start < last) found.push({ ...leak, start, end: leak.end + first });
    }
  }
  return found;
}

describe('time grows with the length, whatever the text', () => {
  const baits = [
    'token=1',
    'password="',
    'password= ',
    '"password":"',
    '\\',
    '=',
    '"',
    'cGFzc3dvcmQ9',
    'a://b:c',
    'a://b:c@',
    'mysql -a ',
    'curl a b c d ',
    'sshpass \\\n',
    'PRIVATE KEY-----\nA-b: x\n',
    'eyJhbGciOi.',
    'machine a login b password ',
    'username "a" ',
    'xoxb-',
    'okta_a.b',
    'secret_key_token_pass_auth=',
    'password    ',
    'A',
    '$6$',
    `${'['.repeat(40)}(*)+?`,
  ];

  it.each(baits)('%j', (bait) => {
    const seconds = (bytes: number): number => {
      const content = Buffer.from(bait.repeat(Math.ceil(bytes / bait.length)));
      const taken = [1, 2, 3].map(() => {
        const before = process.cpuUsage();
        scanner.scan(content, 'text');
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1e6;
      });
      return Math.min(...taken);
    };
    seconds(1 << 14);
    const [short, eightfold] = [seconds(1 << 14), seconds(1 << 17)];
    // Eight times the length in at most four times eight times the time, and a millisecond for the clock's steps.
    expect(eightfold).toBeLessThan(32 * (short + 0.001));
  });
});
