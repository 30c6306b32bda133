import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginOf, type LookOutcome, look } from '../../../src/leakWatch/tail/look.js';
import { atBeginning, type LoggedLeak, type Position, skippedTo } from '../../../src/leakWatch/tail/position.js';
import { plainly, tokenScanner } from './tokenScanner.js';

const tools = { scanner: tokenScanner, fingerprint: plainly };

interface How {
  readonly rests?: boolean;
  readonly pieceBytes?: number;
}

function lookAt(position: Position, content: Buffer, { rests = false, pieceBytes = 1024 }: How = {}): LookOutcome {
  const from = beginOf(position, tokenScanner);
  const bytes = content.subarray(from, position.offset + pieceBytes);
  return look(position, { from, bytes, head: content.subarray(0, 64), size: content.length, rests }, tools);
}

/** A file that is followed, and what it has shown. */
class Followed {
  position: Position;
  readonly settled: LoggedLeak[] = [];

  constructor(position: Position = atBeginning) {
    this.position = position;
  }

  see(text: string | Buffer, how: How = {}): string[] {
    const outcome = lookAt(this.position, Buffer.from(text), how);
    if (outcome.kind !== 'looked') throw new Error(outcome.kind);
    this.position = outcome.position;
    this.settled.push(...outcome.settled);
    return this.shown;
  }

  get shown(): string[] {
    return [...this.settled, ...this.position.pending].map(
      ({ fingerprint, line, column }) => `${line}:${column} ${fingerprint}`,
    );
  }
}

describe('a look', () => {
  it('finds what stands in whole lines at once, with line and column', () => {
    expect(new Followed().see('a\nb token=abcdefgh\n token=12345678\n')).toEqual(['2:9 abcdefgh', '3:8 12345678']);
  });

  it('finds a secret that is split over two reads, once and whole', () => {
    const file = new Followed();
    expect(file.see('x\ntoken=abcd')).toEqual([]);
    expect(file.see('x\ntoken=abcdefghij')).toEqual([]);
    expect(file.see('x\ntoken=abcdefghijkl\n')).toEqual(['2:7 abcdefghijkl']);
    expect(file.see(`x\ntoken=abcdefghijkl\n${'y\n'.repeat(200)}`)).toEqual(['2:7 abcdefghijkl']);
  });

  it('looks at a line without end after a while, and mends what it showed when more of it comes', () => {
    const file = new Followed();
    expect(file.see('token=abcdefgh', { rests: true })).toEqual(['1:7 abcdefgh']);
    expect(file.see('token=abcdefghij')).toEqual(['1:7 abcdefgh']);
    expect(file.see('token=abcdefghijkl\n')).toEqual(['1:7 abcdefghijkl']);
  });

  it('comes on in a line that is far longer than what is read at a time', () => {
    const line = Buffer.from(`${'.'.repeat(5000)}token=abcdefgh${'.'.repeat(5000)} token=12345678`);
    const file = new Followed();
    for (let round = 0; round < 20; round++) file.see(line, { pieceBytes: 1024 });
    expect(file.shown).toEqual(['1:5007 abcdefgh']);
    expect(line.length - file.position.looked).toBeLessThanOrEqual(tokenScanner.window);
    expect(file.see(line, { rests: true })).toEqual(['1:5007 abcdefgh', '1:10022 12345678']);
  });

  it('gives the offset as the column where what stands before was never read', () => {
    const text = 'an old line\ntoken=abcdefgh\n';
    const file = new Followed(skippedTo('an old line\n'.length));
    expect(file.see(text)).toEqual([`1:${text.indexOf('abc') + 1} abcdefgh`]);
  });

  it('shows nothing of what stands before the place where it begins', () => {
    expect(new Followed(skippedTo(15)).see('token=abcdefgh\ntoken=12345678\n')).toEqual(['1:22 12345678']);
  });

  it.each([
    ['was cut', (text: string) => text.slice(0, 100)],
    ['was cut and has grown again', (text: string) => 'new '.repeat(text.length)],
    ['has the same lines again, after another first one', (text: string) => `other line\n${text.slice(11)}more\n`],
  ])('notices that a file %s', (_what, change) => {
    const text = `first line\n${'again and again\n'.repeat(40)}`;
    const file = new Followed();
    file.see(text, { rests: true });
    expect(file.position.offset).toBeGreaterThan(100);
    expect(lookAt(file.position, Buffer.from(change(text))).kind).toBe('replaced');
  });

  it('leaves a file alone that is cut while it is read', () => {
    const outcome = look(
      skippedTo(500),
      { from: 436, bytes: Buffer.alloc(10), head: Buffer.alloc(64), size: 900, rests: true },
      tools,
    );
    expect(outcome.kind).toBe('short');
  });

  it('leaves binary parts out, and reads on in the text behind them', () => {
    const noise = Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 7) % 256));
    const first = lookAt(atBeginning, noise);
    expect(first).toMatchObject({ kind: 'binary', position: { offset: 2000, pending: [] }, settled: [] });
    if (first.kind !== 'binary') return;
    const text = 'words after it, then token=abcdefgh and more words\n';
    const second = lookAt(first.position, Buffer.concat([noise, Buffer.from(text)]));
    expect(second).toMatchObject({ kind: 'looked', position: { pending: [{ fingerprint: 'abcdefgh', line: 1 }] } });
  });

  it('reads on behind the hole that a cut leaves under a writer which does not append', () => {
    expect(new Followed().see(Buffer.concat([Buffer.alloc(700), Buffer.from('token=abcdefgh\n')]))).toEqual([
      '1:707 abcdefgh',
    ]);
  });

  it('shows the same whatever the pieces in which a file grows and is read', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9]{8,24}$/).map((value) => `token=${value}`),
      fc.constantFrom('token=', 'token=abc', 'tok', '\n', ' ', 'some words that are no token', '.'.repeat(90)),
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 60 }).map((words) => words.join(' ')),
        fc.array(fc.record({ grown: fc.nat(300), rests: fc.boolean() }), { maxLength: 30 }),
        fc.integer({ min: 130, max: 600 }),
        (text, steps, pieceBytes) => {
          const content = Buffer.from(text);
          const file = new Followed();
          let size = 0;
          for (const { grown, rests } of steps) {
            size = Math.min(content.length, size + grown);
            file.see(content.subarray(0, size), { rests, pieceBytes });
          }
          for (let round = 0; round < 100; round++) file.see(content, { rests: true, pieceBytes });
          expect(file.shown).toEqual(new Followed().see(content, { rests: true, pieceBytes: content.length }));
        },
      ),
      { numRuns: 500 },
    );
  });
});
