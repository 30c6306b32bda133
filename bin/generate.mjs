// Generates what follows from the schemas: types for the code, reference pages for people.
// `--check` writes nothing and exits with 1 where a committed file differs.
import { readFile, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';
import { schemaReference } from './schemaReference.mjs';

const root = new URL('../', import.meta.url);
const banner = '// Generated from the schema by `npm run generate`. Do not edit.';

const schemas = [
  {
    schema: 'schemas/startup.schema.json',
    types: 'src/fleet/startup.generated.ts',
    page: 'docs/startup-file.md',
    example:
      'Worked examples: [alpha](../examples/demo/alpha/startup_config.yaml) (nested) and [beta](../examples/demo/beta/startup_config.yaml) (a flat list).',
  },
  {
    schema: 'schemas/settings.schema.json',
    types: 'src/settings.generated.ts',
    page: 'docs/configuration.md',
    example: 'Annotated example with every option: [examples/fleetwatch.yaml](../examples/fleetwatch.yaml).',
  },
  {
    schema: 'schemas/runbook.schema.json',
    types: 'src/runbooks/runbook.generated.ts',
    page: 'docs/runbook-file.md',
    example: 'How to write one: [runbooks](runbooks.md). Worked examples: `runbooks/risks/`.',
  },
  {
    schema: 'schemas/guide.schema.json',
    types: 'src/runbooks/guide/guide.generated.ts',
  },
  {
    schema: 'schemas/gate.schema.json',
    types: 'src/gate/gate.generated.ts',
    page: 'docs/gate-file.md',
    example: 'What a gate is: `docs/gates.md`. Examples: `examples/gates`.',
  },
];

const check = process.argv.includes('--check');
let drifted = false;

for (const { schema, types, page, example } of schemas) {
  const source = JSON.parse(await readFile(new URL(schema, root), 'utf8'));
  const text = await compile(source, source.title, {
    bannerComment: banner,
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 120 },
    unknownAny: true,
  });
  await emit(types, text);
  if (page !== undefined) await emit(page, schemaReference(source, example));
}

process.exitCode = drifted ? 1 : 0;

async function emit(file, text) {
  const url = new URL(file, root);
  const committed = await readFile(url, 'utf8').catch(() => undefined);
  if (committed === text) return;
  if (!check) return writeFile(url, text);
  drifted = true;
  process.stderr.write(`${file}: differs from what its schema generates; run \`npm run generate\`\n`);
}
