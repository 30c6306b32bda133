import { readFileSync } from 'node:fs';
import type { Schema } from '../document/schema.js';
import { compileSchema } from '../document/schema.js';

const schemaFile = new URL('../../schemas/startup.schema.json', import.meta.url);
const compiled = new Map<string, Schema>();

/** The schema of start-up files; with `agentsKey` that key holds a flat list of agents too. */
export function startupSchema(agentsKey?: string): Schema {
  const cacheKey = agentsKey ?? '';
  const known = compiled.get(cacheKey);
  if (known !== undefined) return known;
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  if (agentsKey !== undefined) {
    schema.$id += `?agents=${encodeURIComponent(agentsKey)}`;
    schema.properties[agentsKey] = {
      type: ['array', 'null'],
      items: { $ref: '#/$defs/listedAgent' },
    };
  }
  const compiledSchema = compileSchema(schema);
  compiled.set(cacheKey, compiledSchema);
  return compiledSchema;
}
