import type { Happening } from './bus/event.js';
import type { Entry } from './changes/journal/entry.js';
import { redacted } from './redaction/redacted.js';

/** Longest words in an event, in characters. */
const longest = 500;

/** What the bus tells of a journal entry; nothing of single steps and gates, which are many, and of repairs. */
export function happeningOf(entry: Entry): Happening | undefined {
  const { change, sequence } = entry;
  if (change === undefined) return undefined;
  const of = { change, entry: sequence };
  switch (entry.kind) {
    case 'begun': {
      const { runbook, by } = entry.data;
      return { kind: 'change', ...of, state: 'active', runbook: runbook.id, by: words(by) };
    }
    case 'committed':
      return { kind: 'change', ...of, state: 'committed', by: words(entry.data.by) };
    case 'rollback-requested':
      return { kind: 'change', ...of, state: 'rollback-requested', by: words(`${entry.data.via}: ${entry.data.who}`) };
    case 'rollback-started':
      return { kind: 'change', ...of, state: 'rolling-back' };
    case 'rollback-held-back':
      return { kind: 'rollback', ...of, outcome: 'held-back', reason: entry.data.hold };
    case 'rollback-approved':
      return { kind: 'rollback', ...of, outcome: 'approved', reason: words(entry.data.by) };
    case 'rollback-ended':
      return { kind: 'rollback', ...of, outcome: entry.data.outcome, reason: words(entry.data.reason) };
    default:
      return undefined;
  }
}

/** Words of others, short and without credentials. */
export function words(text: string): string {
  return redacted(text).slice(0, longest);
}
