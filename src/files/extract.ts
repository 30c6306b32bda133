import { isScalar, type Pair, parseDocument, type Scalar, visit } from 'yaml';
import { readContent } from './content.js';
import { FilesRefused } from './refused.js';
import { writeFile } from './write.js';

/** A value that is to move from a YAML file into a file of its own. */
export interface Extraction {
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** Key of the value, which is to be there once; `<key>_FILE` takes its place and says where the value is. */
  readonly key: string;
  /** Absolute path of the file for the value. */
  readonly into: string;
}

export type ExtractionStanding = 'done' | 'open' | 'neither';

const privateMode = 0o600;

/**
 * Moves a value out of a YAML file: into a file that its owner alone may read, without a line feed. All else in the YAML
 * file stays as it is, byte by byte. The value is in no message.
 */
export async function extractValue(extraction: Extraction): Promise<'extracted' | 'already'> {
  const { file, key, into } = extraction;
  const { text, mode, owner, found } = await look(extraction);
  const [pair, ...others] = found;
  if (pair === undefined) {
    if ((await extractionStanding(extraction)) === 'done') return 'already';
    throw new FilesRefused(`${file} has no key ${key} with a value of its own`);
  }
  if (others.length > 0) throw new FilesRefused(`${file} has the key ${key} ${found.length} times`);
  await keepValue(into, pair.value);
  const next = `${text.slice(0, pair.from)}${key}_FILE: ${JSON.stringify(into)}${text.slice(pair.to)}`;
  await writeFile(file, { bytes: Buffer.from(next), mode, owner });
  return 'extracted';
}

/** `done`: the YAML file names the file of the value, which is private; `open`: the value is in the YAML file. */
export async function extractionStanding(extraction: Extraction): Promise<ExtractionStanding> {
  const { found, pointers } = await look(extraction);
  if (found.length > 0) return 'open';
  const value = await readContent(extraction.into);
  const isPrivate = value.kind === 'file' && (value.mode & 0o077) === 0 && value.bytes.length > 0;
  return isPrivate && pointers.includes(extraction.into) ? 'done' : 'neither';
}

interface Found {
  readonly value: string;
  /** Offsets of the whole `key: value` in the text. */
  readonly from: number;
  readonly to: number;
}

async function look({ file, key }: Extraction) {
  const content = await readContent(file);
  if (content.kind === 'absent') throw new FilesRefused(`there is no ${file}`);
  const text = content.bytes.toString('utf8');
  if (!Buffer.from(text).equals(content.bytes)) throw new FilesRefused(`${file} is not UTF-8`);
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new FilesRefused(`${file} is no YAML that can be read`);
  const found: Found[] = [];
  const pointers: string[] = [];
  visit(document, {
    Pair: (_, pair) => {
      const { name, scalar } = named(pair);
      if (scalar === undefined) return;
      if (name === key) found.push(rangeOf(pair, scalar, file));
      if (name === `${key}_FILE`) pointers.push(String(scalar.value));
    },
  });
  const { mode, uid, gid } = content;
  return { text, mode, owner: { uid, gid }, found, pointers };
}

function named({ key, value }: Pair): { name?: unknown; scalar?: Scalar } {
  return isScalar(key) && isScalar(value) && value.value !== null ? { name: key.value, scalar: value } : {};
}

function rangeOf({ key }: Pair, scalar: Scalar, file: string): Found {
  const from = isScalar(key) ? key.range?.[0] : undefined;
  const to = scalar.range?.[1];
  if (from === undefined || to === undefined || scalar.type === 'BLOCK_LITERAL' || scalar.type === 'BLOCK_FOLDED') {
    throw new FilesRefused(`${file} has the value as a block of lines, or behind an alias; move it by hand`);
  }
  return { value: String(scalar.value), from, to };
}

/** A file that holds another value is somebody's. */
async function keepValue(path: string, value: string): Promise<void> {
  const former = await readContent(path);
  if (former.kind === 'absent') return writeFile(path, { bytes: Buffer.from(value), mode: privateMode });
  if (!former.bytes.equals(Buffer.from(value))) throw new FilesRefused(`${path} holds another value`);
}
