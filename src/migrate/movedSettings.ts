import { isDeepStrictEqual } from 'node:util';
import { type ParsedDocument, parseYaml } from '../document/parse.js';
import { formatPlace } from '../finding.js';
import { oldLayout } from '../fleet/layout.js';
import { type Block, topBlocks } from './blocks.js';
import { isBlank, joined, lineEnd, linesOf } from './lines.js';
import type { Step } from './model.js';

const home = 'global_settings';

/** Columns by which keys are indented where no other key shows how. */
const usualIndentation = 2;

/**
 * Moves what the older layout has at the top level into `global_settings`: whole lines, with the comments above them,
 * indented. Where the text that comes out would not mean the same, nothing is moved.
 */
export function moveSettings(text: string, document: ParsedDocument): Step {
  const value = membersOf(document.value);
  const old = oldKeys(document);
  const stay = (keys: readonly string[], reason: string): Step => ({
    text,
    changes: [],
    unmoved: keys.map((key) => ({ key, reason })),
  });
  const lines = linesOf(text);
  const blocks = topBlocks(text, lines);
  if (blocks === undefined) return stay(old, 'the top level of the file is written in braces, or indented');
  const settings = blocks.find(({ key }) => key === home);
  if (settings?.value === 'other') return stay(old, `\`${home}\` is written in braces, or stands for something else`);

  const known = membersOf(value[home]);
  const moving = old.filter((key) => !Object.hasOwn(known, key));
  const parts = blocks.filter(({ key }) => moving.includes(key));
  const twice = stay(
    old.filter((key) => Object.hasOwn(known, key)),
    `it stands in \`${home}\` too`,
  );
  if (parts.length === 0) return twice;
  const moved = moveBlocks(lines, parts, settings);
  const { value: result } = parseYaml(document.file, moved, { version: '1.1' });
  if (!isDeepStrictEqual(result, whatIsMeant(value, moving)))
    return stay(old, 'its lines would mean something else there');
  return {
    text: moved,
    changes: moving.map((key) => ({ place: document.placeOfKey([key]), message: `\`${key}\` moves into \`${home}\`` })),
    unmoved: twice.unmoved,
  };
}

/** The keys of the older layout: those that `check` points out. */
function oldKeys(document: ParsedDocument): string[] {
  const places = oldLayout(document, document.value)
    .filter(({ code }) => code === 'settings-outside-global')
    .map(({ place }) => formatPlace(place));
  const keys = Object.keys(membersOf(document.value));
  return keys.filter((key) => places.includes(formatPlace(document.placeOfKey([key]))));
}

/** The lines with the parts behind the settings that are there, or as settings where the first part was. */
function moveBlocks(lines: readonly string[], parts: readonly Block[], settings: Block | undefined): string {
  const width = settings?.value === 'lines' ? settings.indentation : usualIndentation;
  const [first] = parts;
  const at = settings?.end ?? first?.start ?? 0;
  const taken = new Set<number>();
  const inserted: string[] = settings === undefined ? [`${home}:${lineEnd(lines)}`] : [];
  for (const [index, part] of parts.entries()) {
    const gap = settings === undefined && index === 0 ? part.start : blankBefore(lines, part.start);
    for (let line = gap; line < part.end; line += 1) taken.add(line);
    // Blank lines between parts go along where these stand one below the other as they did before.
    if (settings === undefined) inserted.push(...lines.slice(gap, part.start));
    for (const line of lines.slice(part.start, part.end)) {
      inserted.push(isBlank(line) ? line : ended(`${' '.repeat(width)}${line}`, lines));
    }
  }
  const result: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === at) result.push(...inserted);
    if (!taken.has(index)) result.push(line);
  }
  if (at >= lines.length) result.push(...inserted);
  return joined(result);
}

/** The first of the blank lines directly above a line. */
function blankBefore(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 0 && isBlank(lines[first - 1] ?? '')) first -= 1;
  return first;
}

function ended(line: string, lines: readonly string[]): string {
  return line.endsWith('\n') ? line : line + lineEnd(lines);
}

function whatIsMeant(value: Readonly<Record<string, unknown>>, moving: readonly string[]): unknown {
  const rest = Object.entries(value).filter(([key]) => !moving.includes(key));
  const inside = Object.entries(value).filter(([key]) => moving.includes(key));
  return { ...Object.fromEntries(rest), [home]: { ...membersOf(value[home]), ...Object.fromEntries(inside) } };
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
