import { readdirSync } from 'node:fs';

const DIGITS = /^[1-9]\d*$/;

/**
 * The processes that `root` (a procfs, `/proc`) shows, in ascending order. Threads are not among them: procfs does not
 * list them at its top (proc(5)). With the mount option `hidepid` only this user's own processes appear.
 */
export function listPids(root: string): number[] {
  const pids: number[] = [];
  for (const name of readdirSync(root)) {
    if (DIGITS.test(name)) pids.push(Number(name));
  }
  return pids.sort((a, b) => a - b);
}
