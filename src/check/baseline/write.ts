import { dirname, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Finding } from '../../finding.js';
import { isAtLeast } from '../selection.js';
import { type Baseline, dayOf, holdAgainst } from './apply.js';
import type { BaselineEntry, PlacedEntry } from './entry.js';

const header = `# Findings that are accepted for now. Each comes back when its day is over.
`;

/** Days for which a finding is accepted unless somebody writes another day. */
const acceptedDays = 90;
const dayMilliseconds = 86_400_000;

/**
 * The text of a baseline file that accepts all `findings` that can make a check fail. Entries of the former one that still hold stay as they are;
 * the others are left out. `now` is Unix time in milliseconds.
 */
export function baselineText(former: Baseline, findings: readonly Finding[], now: number): string {
  const { open, expired, unmatched } = holdAgainst(former, findings, now);
  const gone = new Set([...expired, ...unmatched]);
  const kept = former.entries.filter((entry) => !gone.has(entry)).map(withoutPlace);
  const until = dayOf(now + acceptedDays * dayMilliseconds);
  const folder = dirname(resolve(former.file));
  const failing = open.filter((finding) => isAtLeast(finding, 'warning'));
  const added = failing.map(({ code, agent, place, message }): BaselineEntry => {
    return {
      code,
      ...(agent === undefined ? {} : { agent }),
      ...(place.kind === 'file' ? { file: relative(folder, resolve(place.file)) } : {}),
      message,
      until,
      reason: 'not looked into yet',
    };
  });
  const entries = [...kept, ...added];
  return header + (entries.length === 0 ? '[]\n' : stringify(entries, { lineWidth: 0 }));
}

function withoutPlace({ place: _, ...entry }: PlacedEntry): BaselineEntry {
  return entry;
}
