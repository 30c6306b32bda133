import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Agent } from '../fleet/model.js';

/** Bytes that a double holds exactly: 48 bits of the 53 of its significand (IEEE 754, binary64). */
const bytes = 6;

/**
 * A number that stands for all that a start-up file says of an agent, so that a rule can compare what two exporters have
 * loaded: the beginning of a sha256. What fleetwatch does not read of an agent, as it may be credentials, is not in it.
 */
export function fingerprint(agent: Agent): number {
  const { machine, name, group, scriptPath, host, port, healthCheckPort, required, dependencies } = agent;
  const said = [machine, name, group, posix.normalize(scriptPath), host ?? null, port, healthCheckPort, required];
  // The order of dependencies means nothing to anybody.
  const text = JSON.stringify([...said, dependencies.toSorted()]);
  return createHash('sha256').update(text).digest().readUIntBE(0, bytes);
}
