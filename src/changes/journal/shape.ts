import { readFileSync } from 'node:fs';
import { compileSchema, type Schema } from '../../document/schema.js';
import type { Entry } from './entry.js';

const schemaFile = new URL('../../../schemas/journal-entry.schema.json', import.meta.url);
let compiled: Schema<Entry> | undefined;

/** Whether a value has the shape of an entry. */
export function isEntry(value: unknown): value is Entry {
  compiled ??= compileSchema<Entry>(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return compiled(value);
}
