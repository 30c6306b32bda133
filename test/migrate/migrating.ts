import { expect } from 'vitest';
import { migrate } from '../../src/migrate/migrate.js';
import type { Migrated } from '../../src/migrate/model.js';

/** Agents and health checks are the same wherever the settings stand, so the file's name does not matter. */
export function migrated(text: string, agentsKey?: string): Migrated {
  const migration = migrate({ file: 'startup.yaml', agentsKey, variables: {} }, text);
  if (migration.kind === 'refused') throw new Error(migration.findings.map(({ message }) => message).join('; '));
  return migration;
}

/** Expects that nothing is done, and gives what is left for a person. */
export function leftAlone(text: string, agentsKey?: string): string[] {
  const { changes, left, text: after } = migrated(text, agentsKey);
  expect(changes).toEqual([]);
  expect(after).toBe(text);
  return left.map(({ code, place, message }) => `${place.kind === 'file' ? place.line : ''} ${code}: ${message}`);
}
