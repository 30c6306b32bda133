import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const folder = new URL('../../schemas/', import.meta.url);
const schemas = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));

/** The program itself does not look, to start quickly. */
test.each(schemas)('%s is a JSON Schema', (name) => {
  const ajv = new Ajv2020();
  const valid = ajv.validateSchema(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  expect(ajv.errors).toBeNull();
  expect(valid).toBe(true);
});
