import { readFileSync } from 'node:fs';
import { type Reading, whyUnreadable } from './access.js';

/** Capabilities that decide on what can be seen of other users' processes, with their bits (capabilities(7), linux/capability.h). */
const bits = { CAP_DAC_READ_SEARCH: 2n, CAP_SYS_PTRACE: 19n } as const;

export type Capability = keyof typeof bits;

/** Those that the text of `/proc/<pid>/status` (proc_pid_status(5), line "CapEff") says are in effect. */
export function parseEffectiveCapabilities(text: string): ReadonlySet<Capability> | undefined {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1];
  if (mask === undefined) return undefined;
  const held = BigInt(`0x${mask}`);
  const names: readonly Capability[] = ['CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE'];
  return new Set(names.filter((name) => (held & (1n << bits[name])) !== 0n));
}

/** The capabilities of a process. */
export function readEffectiveCapabilities(root: string, pid: number | 'self'): Reading<ReadonlySet<Capability>> {
  try {
    return parseEffectiveCapabilities(readFileSync(`${root}/${pid}/status`, 'latin1'));
  } catch (error) {
    return whyUnreadable(error);
  }
}
