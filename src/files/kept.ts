import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parsedJson } from '../parsedJson.js';
import { systemCode } from '../systemCode.js';
import { type Content, digestOf, readContent } from './content.js';
import { FilesRefused } from './refused.js';
import { writeFile } from './write.js';

/** A file as it was when it was kept. */
export interface Kept {
  /** Absolute path. */
  readonly path: string;
  readonly content: Content;
  /** Folders on its way that were not there, the innermost first. */
  readonly missingFolders: readonly string[];
}

/** What stands in an entry's own file; the bytes lie beside it. */
interface Entry {
  readonly path: string;
  readonly missingFolders: readonly string[];
  /** Absent for a file that was not there. */
  readonly file?: {
    readonly digest: string;
    readonly mode: number;
    readonly uid: number;
    readonly gid: number;
    readonly modified: number;
  };
}

const entrySuffix = '.json';
const bytesSuffix = '.bytes';

/** Writes an entry: the bytes first, so that an entry that is there is whole. */
export async function writeKept(folder: string, { path, content, missingFolders }: Kept): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const place = join(folder, nameOf(path));
  if (content.kind === 'file') await writeFile(`${place}${bytesSuffix}`, { bytes: content.bytes, mode: 0o600 });
  const entry: Entry = { path, missingFolders, ...(content.kind === 'file' && { file: described(content) }) };
  await writeFile(`${place}${entrySuffix}`, { bytes: Buffer.from(JSON.stringify(entry)), mode: 0o600 });
}

/** What is kept of `path`, if anything is. */
export async function readKept(folder: string, path: string): Promise<Kept | undefined> {
  return readEntry(join(folder, nameOf(path)));
}

/** All that is kept in a folder, by path. */
export async function allKept(folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new FilesRefused(`${folder} cannot be read`, { cause });
  });
  const entries = names.filter((name) => /^[\da-f]{64}\.json$/.test(name)).map((name) => name.slice(0, -5));
  const kept = await Promise.all(entries.map((name) => readEntry(join(folder, name))));
  return kept.flatMap((one) => one ?? []).sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** A path has slashes, the name of an entry has none. */
function nameOf(path: string): string {
  return digestOf(Buffer.from(path));
}

function described({ bytes, mode, uid, gid, modified }: Extract<Content, { kind: 'file' }>) {
  return { digest: digestOf(bytes), mode, uid, gid, modified };
}

async function readEntry(place: string): Promise<Kept | undefined> {
  const text = await readContent(`${place}${entrySuffix}`);
  if (text.kind === 'absent') return undefined;
  const entry = parseEntry(text.bytes.toString('utf8'));
  if (entry === undefined) throw new FilesRefused(`${place}${entrySuffix} is no entry of a kept file`);
  const { path, missingFolders, file } = entry;
  if (file === undefined) return { path, missingFolders, content: { kind: 'absent' } };
  const copy = await readContent(`${place}${bytesSuffix}`);
  if (copy.kind === 'absent' || digestOf(copy.bytes) !== file.digest) {
    throw new FilesRefused(`the kept copy of ${path} is not what was kept: ${place}${bytesSuffix}`);
  }
  const { mode, uid, gid, modified } = file;
  return { path, missingFolders, content: { kind: 'file', bytes: copy.bytes, mode, uid, gid, modified } };
}

function parseEntry(text: string): Entry | undefined {
  const value = parsedJson(text);
  return isEntry(value) ? value : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('missingFolders' in value)) return false;
  if (typeof value.path !== 'string' || !Array.isArray(value.missingFolders)) return false;
  if (!value.missingFolders.every((folder: unknown) => typeof folder === 'string')) return false;
  return !('file' in value) || isDescription(value.file);
}

function isDescription(value: unknown): value is NonNullable<Entry['file']> {
  if (typeof value !== 'object' || value === null || !('digest' in value) || typeof value.digest !== 'string') {
    return false;
  }
  const numbers = new Map<string, unknown>(Object.entries(value));
  return ['mode', 'uid', 'gid', 'modified'].every((name) => typeof numbers.get(name) === 'number');
}
