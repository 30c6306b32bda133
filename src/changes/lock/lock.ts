import { createHash, randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode } from '../../systemCode.js';
import { isAlive, type LockOwner, ownerIn, thisProcess } from './owner.js';

/** A lock that is held. */
export interface Lock {
  release(): Promise<void>;
}

/** A lock was not free in time. */
export class LockBusy extends Error {
  override readonly name = 'LockBusy';
}

interface Holder {
  /** Tells this lock file from every other that was ever in its place. */
  readonly key: string;
  /** Absent where a power cut has left nothing that can be read. */
  readonly owner: LockOwner | undefined;
}

/**
 * Takes a lock that one process has at a time, or names its owner. All that use it share one `/proc`.
 *
 * A lock whose owner is gone is taken over by a link to the name `<file>.after.<key of the dead one>`: of all who try,
 * link(2) lets one. The others see the chain that it makes, from the dead owner to the live one. Then the new owner puts
 * itself in the place of the lock file, and only after that removes its link: who still comes with the dead one's key
 * finds that the file is another by now.
 */
export async function tryLock(file: string): Promise<Lock | LockOwner> {
  const own = JSON.stringify({ ...thisProcess(), nonce: randomBytes(12).toString('hex') });
  const draft = `${file}.${keyOf(own)}`;
  await writeFile(draft, own, { flag: 'wx', mode: 0o600 });
  try {
    for (;;) {
      if (await linked(draft, file)) return held(file);
      const chain = await chainOf(file);
      const last = chain.at(-1);
      if (last === undefined) continue;
      if (last.owner !== undefined && isAlive(last.owner)) return last.owner;
      const after = successorOf(file, last);
      if (!(await linked(draft, after))) continue;
      if (!isContinued(chain, await chainOf(file), keyOf(own))) {
        await rm(after, { force: true });
        continue;
      }
      await rename(draft, file);
      for (const dead of chain) {
        await rm(successorOf(file, dead), { force: true });
        await rm(`${file}.${dead.key}`, { force: true });
      }
      return held(file);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes a lock, waiting for it if need be. Rejects with {@link LockBusy} after `patience` milliseconds. */
export async function takeLock(file: string, patience: number): Promise<Lock> {
  const until = performance.now() + patience;
  for (;;) {
    const taken = await tryLock(file);
    if ('release' in taken) return taken;
    if (performance.now() > until) throw new LockBusy(`process ${taken.pid} has had ${file} for ${patience} ms`);
    await delay(2 + Math.random() * 10);
  }
}

function held(file: string): Lock {
  return { release: () => rm(file, { force: true }) };
}

/** The lock file, and who has taken over from whom since; none where the lock is free. */
async function chainOf(file: string): Promise<Holder[]> {
  const chain: Holder[] = [];
  for (let name = file; ; ) {
    const holder = await readHolder(name);
    if (holder === undefined) return chain;
    chain.push(holder);
    name = successorOf(file, holder);
  }
}

function successorOf(file: string, { key }: Holder): string {
  return `${file}.after.${key}`;
}

function isContinued(before: readonly Holder[], now: readonly Holder[], own: string): boolean {
  return (
    now.length === before.length + 1 && [...before.map(({ key }) => key), own].every((key, n) => now[n]?.key === key)
  );
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    return { key: keyOf(text), owner: ownerIn(text) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

async function linked(existing: string, wanted: string): Promise<boolean> {
  try {
    await link(existing, wanted);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
