import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { type Content, type FileContent, readContent } from './content.js';
import { FilesRefused } from './refused.js';
import { removeFile, writeFile } from './write.js';

/** How a patch and a file stand to each other. `next` is what the file becomes; `undefined`: it goes. */
export type PatchStanding =
  | { readonly kind: 'applied' }
  | { readonly kind: 'fits'; readonly next: string | undefined; readonly file: FileContent | undefined }
  | { readonly kind: 'does-not-fit' };

/** Name of what is not there, in the head of a unified diff (diff(1)). */
const nothing = '/dev/null';
/** Stands for the end of a text; NUL is in none that is patched by lines. */
const afterLast = '\0';
/** For files that a patch makes. */
const usualMode = 0o644;

/**
 * The one file's patch in a unified diff. Context has to be exact, so each place that changes needs some; without, a place
 * could not be told from any other.
 */
export function readPatch(text: string, reverse: boolean): StructuredPatch {
  const patch = onlyPatch(text);
  const makesOrEnds = patch.oldFileName === nothing || patch.newFileName === nothing;
  if (!makesOrEnds && patch.hunks.some(({ lines }) => !lines.some((line) => line.startsWith(' ')))) {
    throw new FilesRefused('a part of the patch has no line of context');
  }
  return reverse ? reversePatch(patch) : patch;
}

/** Whether the patch is applied to the file already, can be, or neither. */
export async function standingOf(path: string, patch: StructuredPatch): Promise<PatchStanding> {
  const content = await readContent(path);
  if (patch.oldFileName === nothing) return standingOfMaking(path, patch, content);
  if (patch.newFileName === nothing) return standingOfEnding(path, patch, content);
  if (content.kind === 'absent') return { kind: 'does-not-fit' };
  const text = textOf(path, content);
  const next = applied(text, patch);
  // Backwards counts more: what is applied is never applied again, also where it would fit somewhere else. But to put
  // lines back is possible wherever their context is; that the lines are there says more.
  const isApplied = applied(text, reversePatch(patch)) !== undefined && !(next !== undefined && onlyRemoves(patch));
  if (isApplied) return { kind: 'applied' };
  return next === undefined ? { kind: 'does-not-fit' } : { kind: 'fits', next, file: content };
}

function onlyRemoves({ hunks }: StructuredPatch): boolean {
  return hunks.every(({ lines }) => !lines.some((line) => line.startsWith('+')));
}

function standingOfMaking(path: string, patch: StructuredPatch, content: Content): PatchStanding {
  const next = applied('', patch);
  if (next === undefined) return { kind: 'does-not-fit' };
  if (content.kind === 'absent') return { kind: 'fits', next, file: undefined };
  return { kind: textOf(path, content) === next ? 'applied' : 'does-not-fit' };
}

function standingOfEnding(path: string, patch: StructuredPatch, content: Content): PatchStanding {
  if (content.kind === 'absent') return { kind: 'applied' };
  const isWhole = applied('', reversePatch(patch)) === textOf(path, content);
  return isWhole ? { kind: 'fits', next: undefined, file: content } : { kind: 'does-not-fit' };
}

/** Applies a patch in one step; a file keeps its mode and owner. One that is applied already is left alone. */
export async function patchFile(path: string, patch: StructuredPatch): Promise<'patched' | 'already'> {
  const standing = await standingOf(path, patch);
  if (standing.kind === 'applied') return 'already';
  if (standing.kind === 'does-not-fit') throw new FilesRefused(`the patch does not fit ${path}`);
  const { next, file } = standing;
  if (next === undefined) await removeFile(path);
  else {
    const owner = file && { uid: file.uid, gid: file.gid };
    await writeFile(path, { bytes: Buffer.from(next), mode: file?.mode ?? usualMode, owner });
  }
  return 'patched';
}

function onlyPatch(text: string): StructuredPatch {
  let patches: StructuredPatch[];
  try {
    patches = parsePatch(text);
  } catch (cause) {
    throw new FilesRefused(`not a unified diff: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const [patch] = patches;
  if (patch === undefined || patches.length > 1 || patch.hunks.length === 0) {
    const found = patches.length > 1 ? `${patches.length} files` : 'no change';
    throw new FilesRefused(`expected a unified diff of one file, found ${found}`);
  }
  return patch;
}

function applied(text: string, patch: StructuredPatch): string | undefined {
  const saysSo = patch.hunks.some(({ lines }) => lines.some((line) => line.startsWith('\\')));
  // The package takes what follows the last line feed for an empty line, which a patch could match or remove; only one that says
  // so (`\ No newline at end of file`) may alter the end.
  const end = saysSo || text === '' ? '' : afterLast;
  const result = applyPatch(text + end, patch, { fuzzFactor: 0 });
  if (result === false || !result.endsWith(end)) return undefined;
  return result.slice(0, result.length - end.length);
}

function textOf(path: string, { bytes }: FileContent): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FilesRefused(`${path} is not UTF-8`, { cause });
  }
}
