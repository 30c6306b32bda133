import { access, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** Puts a file back as it was. */
export type Restore = () => Promise<void>;

/** Where the originals of changed files are kept. */
export function originalsIn(runDirectory: string): string {
  return join(runDirectory, 'originals');
}

/** Marks in the folder of originals a file that was not there. */
const absentSuffix = '.was-absent';

/**
 * Files of the run's own copy of a fleet that faults change. Each original is kept below the run directory until it is
 * put back, so that also a fleet whose supervisor was killed begins anew with the files it should have. What lies
 * outside the run directory is somebody's, and never touched.
 */
export class FleetFiles {
  readonly #runDirectory: string;
  readonly #originals: string;
  /** Files that are changed, or about to be. */
  readonly #changed = new Set<string>();

  constructor(runDirectory: string) {
    this.#runDirectory = resolve(runDirectory);
    this.#originals = originalsIn(this.#runDirectory);
  }

  /** Replaces the text of a file. */
  async change(file: string, edit: (text: string) => string): Promise<Restore> {
    return this.#take(file, async (original) => {
      const text = edit(await readFile(file, 'utf8'));
      await copyFile(file, `${original}.part`);
      await rename(`${original}.part`, original);
      // A copy first: it has the mode of the file.
      await copyFile(file, `${file}.part`);
      await writeFile(`${file}.part`, text);
      await rename(`${file}.part`, file);
      return () => rename(original, file);
    });
  }

  /** Makes a file vanish. */
  async hide(file: string): Promise<Restore> {
    return this.#take(file, async (original) => {
      await rename(file, original);
      return () => rename(original, file);
    });
  }

  /** Makes a file that was not there. */
  async add(file: string, text: string): Promise<Restore> {
    return this.#take(file, async (original) => {
      if (await exists(file)) throw new Error(`${file} is there already`);
      const marker = `${original}${absentSuffix}`;
      await writeFile(marker, '');
      await writeFile(file, text, { mode: 0o600 });
      return async () => {
        await rm(file, { force: true });
        await rm(marker);
      };
    });
  }

  /** Puts back what an earlier fleet of this run directory has left changed. */
  async restoreAll(): Promise<void> {
    const entries = await readdir(this.#originals, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((one) => one.isFile() && !one.name.endsWith('.part'))) {
      const original = join(entry.parentPath, entry.name);
      const file = join(this.#runDirectory, relative(this.#originals, original));
      if (file.endsWith(absentSuffix)) await rm(file.slice(0, -absentSuffix.length), { force: true });
      else await rename(original, file);
    }
    await rm(this.#originals, { recursive: true, force: true });
  }

  async #take(file: string, change: (original: string) => Promise<Restore>): Promise<Restore> {
    const place = relative(this.#runDirectory, file);
    if (place.startsWith('..') || isAbsolute(place)) {
      throw new Error(`${file} does not lie in the run directory, so it is left alone`);
    }
    if (this.#changed.has(file)) throw new Error(`${file} is changed by another fault already`);
    this.#changed.add(file);
    try {
      const original = join(this.#originals, place);
      await mkdir(dirname(original), { recursive: true, mode: 0o700 });
      const restore = await change(original);
      return async () => {
        await restore();
        this.#changed.delete(file);
      };
    } catch (error) {
      this.#changed.delete(file);
      throw error;
    }
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
