import type { ChangeBook } from './changes/book.js';
import { PrometheusClient } from './prometheus/client.js';
import { loadGuide } from './runbooks/guide/read.js';
import { loadRunbooks, runbookFolders } from './runbooks/load.js';
import { rehearsalsOf } from './runbooks/phase0/rehearsals.js';
import { Phase0Watch } from './runbooks/phase0/watch.js';
import type { Settings } from './settings.js';

/** The criteria of phase 0 as one exporter measures them: by its own findings, journal, and Prometheus. */
export async function phase0Of(settings: Settings, book: ChangeBook): Promise<Phase0Watch> {
  const { changes, machine } = settings;
  const [{ guide }, { runbooks }] = await Promise.all([
    loadGuide(),
    loadRunbooks(runbookFolders(changes.runbookDirectory)),
  ]);
  const client = new PrometheusClient(changes.prometheusUrl);
  return new Phase0Watch({
    criteria: guide?.criteria ?? [],
    evidence: async () => ({
      machines: [machine.name],
      ask: (expression, signal) => client.query(expression, { signal }),
      runbooks,
      rehearsals: await rehearsalsIn(book),
      now: Date.now,
    }),
    elapsed: () => performance.now(),
  });
}

/** Nothing where the journal is not believed. */
async function rehearsalsIn(book: ChangeBook) {
  try {
    const { journal, changes } = await book.view();
    return journal.isValid ? rehearsalsOf(changes) : undefined;
  } catch {
    return undefined;
  }
}
