import { describe, expect, it } from 'vitest';
import { leakRules } from '../../src/leaks/rules.js';
import { anchorsOfDocument, rowsOfDocument, rowsOfRules } from './document.js';

describe('docs/leak-rules.md', () => {
  it('lists the rules as they are', () => {
    expect(rowsOfDocument()).toEqual(rowsOfRules());
  });

  it('has each section that a rule points to', () => {
    const anchors = anchorsOfDocument();
    expect(
      leakRules.filter(({ runbook }) => !anchors.has(runbook)).map(({ id, runbook }) => `${id} ${runbook}`),
    ).toEqual([]);
  });
});
