import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Finding } from '../finding.js';
import { explain, type SchemaReading } from './explain.js';
import { cutFlood } from './flood.js';
import { inlineReferences } from './inline.js';
import type { ParsedDocument } from './parse.js';

/** A compiled JSON Schema 2020-12; what it accepts is a `T`. */
export type Schema<T = unknown> = ValidateFunction<T>;

/**
 * Compiles a schema; throws where the schema itself is wrong, which is a fault of the program. That it is a schema at
 * all is a matter for tests: to look at each start takes as long as to read a fleet of a thousand agents.
 */
export function compileSchema<T = unknown>(schema: object): Schema<T> {
  const options = { allErrors: true, verbose: true, strict: true, allowUnionTypes: true, validateSchema: false };
  return new Ajv2020(options).compile<T>(inlineReferences(schema));
}

/** Holds `value` (the document's value, perhaps with variables expanded) against the schema: one finding a problem. */
export function validate(schema: Schema, document: ParsedDocument, value: unknown, reading: SchemaReading): Finding[] {
  if (schema(value)) return [];
  const errors = (schema.errors ?? []).filter((error) => !repeats(error));
  return cutFlood(document.file, errors, (error) => explain(error, document, reading));
}

/** Keywords that only say that another keyword, reported too, has failed. */
function repeats(error: ErrorObject): boolean {
  return error.keyword === 'propertyNames' || error.keyword === 'if';
}
