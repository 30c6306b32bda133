import { readFileSync } from 'node:fs';
import type { Schema } from '../document/schema.js';
import { compileSchema } from '../document/schema.js';

const schemaFile = new URL('../../schemas/startup.schema.json', import.meta.url);
const compiled = new Map<string, Schema>();

/** What is varied of the schema. */
interface StartupSchema {
  properties: Record<string, object>;
  patternProperties: Record<string, object>;
}

/** The schema of start-up files; with `agentsKey` that key holds a flat list of agents too. */
export function startupSchema(agentsKey?: string): Schema {
  const cacheKey = agentsKey ?? '';
  const known = compiled.get(cacheKey);
  if (known !== undefined) return known;
  const schema: StartupSchema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  if (agentsKey !== undefined) addListKey(schema, agentsKey);
  const compiledSchema = compileSchema(schema);
  compiled.set(cacheKey, compiledSchema);
  return compiledSchema;
}

/** Makes `key` hold a flat list of agents, whatever the schema's patterns would make of a key of that form. */
function addListKey(schema: StartupSchema, key: string): void {
  schema.properties = {
    ...schema.properties,
    [key]: { description: 'A flat list of agents.', type: ['array', 'null'], items: { $ref: '#/$defs/listedAgent' } },
  };
  // What matches one of the patterns has nothing in it that would need to be escaped.
  const except = `^(?!${key}$)`;
  schema.patternProperties = Object.fromEntries(
    Object.entries(schema.patternProperties).map(([pattern, value]) => [
      new RegExp(pattern, 'u').test(key) ? pattern.replace(/^\^/, except) : pattern,
      value,
    ]),
  );
}
