import type { Place } from '../../finding.js';
import { surfaces } from '../../leaks/model.js';
import type { EndedLeak } from './model.js';
import { type Extra, emptyShelf, type Kind, type Listed, type Shelf } from './shelf.js';

/** Keys in the journal. What is listed of a source, what is not, and what has ended stand apart, as they change apart. */
export const keys = {
  listed: (source: string) => `listed ${source}`,
  extra: (source: string) => `extra ${source}`,
  ended: (number: number) => `ended ${number}`,
};

export interface Records {
  readonly shelves: Map<string, Shelf>;
  readonly ended: Map<number, EndedLeak>;
}

/** Reads the book's records out of a journal; what does not look like one of them is left out. */
export function readRecords(entries: ReadonlyMap<string, unknown>): Records {
  const shelves = new Map<string, Shelf>();
  const ended = new Map<number, EndedLeak>();
  for (const [key, value] of entries) {
    const [, what = '', rest = ''] = /^(listed|extra|ended) (.*)$/s.exec(key) ?? [];
    if (!isObject(value)) continue;
    const shelf = shelves.get(rest) ?? emptyShelf;
    if (what === 'listed' && isListOf(value.settled, isListed) && isListOf(value.pending, isListed)) {
      shelves.set(rest, { ...shelf, settled: value.settled.map(toListed), pending: value.pending.map(toListed) });
    } else if (what === 'extra' && isListOf(value.extra, isExtra) && isCount(value.lastSeen)) {
      shelves.set(rest, { ...shelf, extra: value.extra.map(toExtra), lastSeen: value.lastSeen });
    } else if (what === 'ended' && isEnded(value)) {
      ended.set(Number(rest), { ...toListed(value), lastSeen: value.lastSeen, endedAt: value.endedAt });
    }
  }
  return { shelves, ended };
}

/** JSON knows no undefined: of a leak that belongs to no agent, the member is missing. */
type Written<Thing extends Kind> = Omit<Thing, 'agent'> & { readonly agent?: string };

function toListed({ surface, rule, fingerprint, place, agent, firstSeen }: Written<Listed>): Listed {
  return { surface, rule, fingerprint, place, agent, firstSeen };
}

function toExtra({ surface, rule, agent, open }: Written<Extra>): Extra {
  return { surface, rule, agent, open };
}

function isListed(value: unknown): value is Written<Listed> {
  return isKind(value) && typeof value.fingerprint === 'string' && isPlace(value.place) && isCount(value.firstSeen);
}

function isEnded(value: unknown): value is Written<EndedLeak> {
  return isObject(value) && isCount(value.lastSeen) && isCount(value.endedAt) && isListed(value);
}

function isExtra(value: unknown): value is Written<Extra> {
  return isKind(value) && isCount(value.open);
}

function isKind(value: unknown): value is Written<Kind> & Record<string, unknown> {
  return (
    isObject(value) &&
    surfaces.some((surface) => surface === value.surface) &&
    typeof value.rule === 'string' &&
    (value.agent === undefined || typeof value.agent === 'string')
  );
}

function isPlace(value: unknown): value is Place {
  if (!isObject(value)) return false;
  if (value.kind === 'process') return isCount(value.pid) && isCount(value.startTimeTicks);
  return value.kind === 'file' && typeof value.file === 'string' && isCount(value.line) && isCount(value.column);
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
