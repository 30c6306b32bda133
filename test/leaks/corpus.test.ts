import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createScanner } from '../../src/leaks/scanner.js';
import { missedInDocument } from './document.js';

/** A corpus of labelled examples; it stands beside the project, not in it. */
const file = fileURLToPath(new URL('../../../shared/leak-corpus/noseyparker-examples.json', import.meta.url));
const missing = !existsSync(file);

interface Example {
  readonly leak: boolean;
  readonly kind: string;
  readonly text: string;
}

describe.skipIf(missing)(
  `the corpus of leaks${missing ? ' (skipped: ../shared/leak-corpus is not there)' : ''}`,
  () => {
    const examples: readonly Example[] = missing ? [] : JSON.parse(readFileSync(file, 'utf8'));
    const scanner = createScanner();
    const isFlagged = ({ text }: Example): boolean => scanner.scan(Buffer.from(text), 'text').length > 0;

    it('is recalled by nine tenths', () => {
      const positive = examples.filter(({ leak }) => leak);
      expect(positive.filter(isFlagged).length / positive.length).toBeGreaterThanOrEqual(0.9);
    });

    it('has negatives of which at most 15 % are flagged, but for those whose very text is a leak elsewhere in it', () => {
      const leaks = new Set(examples.filter(({ leak }) => leak).map(({ text }) => text.trim()));
      const negative = examples.filter(({ leak, text }) => !leak && !leaks.has(text.trim()));
      expect(negative.length).toBeGreaterThan(100);
      expect(negative.filter(isFlagged).length / negative.length).toBeLessThanOrEqual(0.15);
    });

    it('has no miss that the document does not list with its reason', () => {
      const missed = examples.flatMap((example, index) => (example.leak && !isFlagged(example) ? [index] : []));
      expect(missedInDocument()).toEqual(missed);
    });
  },
);
