import type { Fleet } from './model.js';
import { type MachineSource, readStartupFile, type StartupReading } from './read.js';

/**
 * Reads the start-up files of all machines. A machine whose file is broken is missing from the result, and the findings
 * say why.
 */
export async function loadFleet(sources: readonly MachineSource[], reading: StartupReading): Promise<Fleet> {
  const results = await Promise.all(sources.map((source) => readStartupFile(source, reading)));
  return {
    machines: results.flatMap((result) => (result.machine === undefined ? [] : [result.machine])),
    findings: results.flatMap((result) => result.findings),
  };
}
