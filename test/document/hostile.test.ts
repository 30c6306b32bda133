import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/finding.js';
import { parseStartupFile, readStartupFile } from '../../src/fleet/read.js';

/** Generous, for a busy machine; what takes time in the square of the length takes minutes here. */
const boundMs = 15_000;

/** A text of about `length` characters out of one piece. */
const fill = (piece: string, length = 250_000): string => piece.repeat(Math.ceil(length / piece.length));
const numbered = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join('');

const texts: [what: string, text: string][] = [
  ['open brackets', fill('[')],
  ['open braces', fill('{ a: ')],
  ['dashes', fill('- ')],
  ['question marks', fill('? ')],
  ['question marks and dashes', fill('? - ')],
  ['colons', fill(': ')],
  ['one key a line, deeper and deeper', numbered(1000, (depth) => `${' '.repeat(depth)}a:\n`)],
  ['one dash a line, deeper and deeper', numbered(1000, (depth) => `${' '.repeat(depth)}-\n`)],
  ['tags', fill('!!a ')],
  ['anchors', fill('&a ')],
  ['closing brackets', fill(']', 100_000)],
  ['pairs of brackets', fill('[]\n', 100_000)],
  ['unclosed quotes', fill('"\n', 100_000)],
  ['bad escapes', `a: "${fill('\\q')}"`],
  ['a quoted text that does not end', `a: "${fill('x\n')}`],
  ['tabs', `a:\n${fill('\t\n')}`],
  ['documents', fill('---\n', 100_000)],
  ['directives', fill('%YAML 1.2\n', 100_000)],
  ['zero bytes', fill('\0')],
  ['many unset variables', `agent_groups: "${numbered(50_000, (index) => `\${V${index}}`)}"`],
  ['a huge variable', `agent_groups: "\${${fill('V')}}"`],
  ['lone surrogates', fill('\ud800')],
  ['a huge key', `${fill('k')}: 1`],
  ['a huge explicit key', `? ${fill('k')}\n: 1`],
  ['a huge number', `error_bus_port: ${fill('1')}`],
  ['a huge sum', `error_bus_port: "\${A}${fill('+1')}x"`],
  ['a huge gap in a sum', `error_bus_port: "\${A}${fill(' ')}x"`],
  ['references that do not end', `a: "${fill('${A:-')}"`],
  ['many keys', numbered(60_000, (index) => `k${index}:\n`)],
  ['many equal keys', fill('a:\n', 100_000)],
  ['many empty agents', `agent_groups: { g: { ${numbered(100_000, (index) => `a${index},`)} } }`],
  ['many agents of one name', `demo_services:\n${fill('- {name: a}\n', 250_000)}`],
  ['many wrong agents', `demo_services: [${fill('1,', 120_000)} ]`],
  ['many wrong dependencies', `demo_services: [{ dependencies: [${fill('1,', 120_000)} ]}]`],
  ['many wrong variables', `environment: { ${numbered(25_000, (index) => `e${index}: [],`)} }`],
  ['100,000 aliases', `a: &a x\nb: [${fill('*a,', 300_000)} ]`],
  ['50,000 anchors', `[${numbered(50_000, (index) => `&a${index} x,`)} ]`],
  ['a chain of aliases', `a0: &a0 [x]\n${numbered(15_000, (index) => `a${index + 1}: &a${index + 1} [*a${index}]\n`)}`],
  [
    'a chain of merges',
    `a0: &a0 {x: 1}\n${numbered(15_000, (index) => `a${index + 1}: &a${index + 1} {<<: *a${index}}\n`)}`,
  ],
  ['billion laughs', `a0: &a0 [x]\n${numbered(60, (n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]\n`)}`],
  [
    'merge of merges',
    `a: &a { ${numbered(5_000, (index) => `k${index}: 1,`)} }\nb: { <<: [ ${fill('*a,', 60_000)} ] }`,
  ],
  ['more characters than are read', fill('#\n', 4_000_001)],
  ['more words than are read', fill('a: 1\n', 2_000_000)],
];

/** What every reader of findings may rely on. */
function expectClear(findings: readonly Finding[]): void {
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.length).toBeLessThan(3010);
  for (const { place, message, why, remedy } of findings) {
    if (place.kind !== 'file') expect.fail('the place is a file');
    expect(place.line).toBeGreaterThanOrEqual(1);
    expect(place.column).toBeGreaterThanOrEqual(1);
    for (const text of [message, why, remedy]) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThan(400);
      expect(text).not.toMatch(/\p{Cc}/u);
    }
  }
}

describe('a hostile file is refused, in time and with a finding', () => {
  test.each(texts)(
    '%s',
    (_, text) => {
      const before = performance.now();
      const { findings } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} });
      expect(performance.now() - before).toBeLessThan(boundMs);
      expectClear(findings);
    },
    2 * boundMs,
  );
});

test('a file of nothing but quoted and commented brackets is read', () => {
  const text = `# ${fill('[{', 2000)}\nglobal_settings:\ndemo_services: [{ name: a, script_path: "${fill('[{', 2000)}", port: 1, health_check_port: 2 }]\n`;
  expect(parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} }).findings).toEqual([]);
});

/** Text out of the pieces that YAML is made of, so that more of the parser is reached than with random characters. */
const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'[]{},:-?#&*!|>\'"%@`~\n \t',
        '\n  ',
        ': ',
        '- ',
        '? ',
        '<<: ',
        '---\n',
        '...\n',
        '\r\n',
        '\\x',
        '${',
      ),
      fc.constantFrom(
        'agent_groups',
        'demo_services',
        'port',
        'name',
        '&a ',
        '*a',
        '!!str ',
        '!x ',
        'yes',
        '0x',
        '{}',
        '[]',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

describe('whatever the text, there is a result', () => {
  test.each([
    ['pieces of YAML', yamlish],
    ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
  ])('%s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const { findings, machine } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} });
        expect(machine).toBeUndefined();
        expectClear(findings);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('whatever the bytes of the file, there is a result', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleetwatch-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('random bytes', async () => {
    const startupFile = join(folder, 'startup.yaml');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await writeFile(startupFile, bytes);
        expectClear((await readStartupFile({ name: 'alpha', startupFile }, { variables: {} })).findings);
      }),
      { numRuns: 300 },
    );
  });
});
