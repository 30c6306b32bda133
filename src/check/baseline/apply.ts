import { dirname, resolve } from 'node:path';
import type { Finding } from '../../finding.js';
import type { AcceptedFinding } from '../report.js';
import { lastingMessage, type PlacedEntry } from './entry.js';

/** Findings that are accepted for now, each until a day and for a reason. */
export interface Baseline {
  readonly file: string;
  readonly entries: readonly PlacedEntry[];
}

/** Findings, held against a baseline. */
export interface HeldAgainst {
  readonly open: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
  /** Entries whose day is over though what they speak of is still there. */
  readonly expired: readonly PlacedEntry[];
  /** Entries that speak of nothing that was found. */
  readonly unmatched: readonly PlacedEntry[];
}

/** Separates what a baseline accepts from what it does not; `now` is Unix time in milliseconds, days are those of UTC. */
export function holdAgainst({ file, entries }: Baseline, findings: readonly Finding[], now: number): HeldAgainst {
  const today = dayOf(now);
  const candidates = candidatesFor(entries, dirname(resolve(file)));
  const used = new Set<PlacedEntry>();
  const open: Finding[] = [];
  const accepted: AcceptedFinding[] = [];
  for (const finding of findings) {
    const matching = candidates(finding);
    for (const entry of matching) used.add(entry);
    const valid = matching.find(({ until }) => until >= today);
    if (valid === undefined) open.push(finding);
    else accepted.push({ finding, until: valid.until, reason: valid.reason });
  }
  return {
    open,
    accepted,
    expired: entries.filter((entry) => used.has(entry) && entry.until < today),
    unmatched: entries.filter((entry) => !used.has(entry)),
  };
}

/** The day in UTC as `YYYY-MM-DD`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The entries that match a finding. Looked up by code and agent: a baseline may have as many entries as a fleet has agents. */
function candidatesFor(entries: readonly PlacedEntry[], folder: string): (finding: Finding) => PlacedEntry[] {
  const index = new Map<string, { entry: PlacedEntry; file: string | undefined; message: string | undefined }[]>();
  const keyOf = (code: string, agent: string | undefined) => `${code} ${agent ?? ''}`;
  for (const entry of entries) {
    const key = keyOf(entry.code, entry.agent);
    const file = entry.file === undefined ? undefined : resolve(folder, entry.file);
    const message = entry.message === undefined ? undefined : lastingMessage(entry.message);
    const others = index.get(key);
    if (others === undefined) index.set(key, [{ entry, file, message }]);
    else others.push({ entry, file, message });
  }
  return ({ code, agent, place, message }) => {
    const there = place.kind === 'file' ? resolve(place.file) : '';
    const lasting = lastingMessage(message);
    return [...new Set([keyOf(code, agent), keyOf(code, undefined)])]
      .flatMap((key) => index.get(key) ?? [])
      .filter((entry) => (entry.file ?? there) === there && (entry.message ?? lasting) === lasting)
      .map(({ entry }) => entry);
  };
}
