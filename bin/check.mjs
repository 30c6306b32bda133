// Every check that `npm test` makes before the tests: form, lint, layers, dead code, types, generated files.
// All of them run, also after one has failed, so that everything wrong is shown at once.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const gates = ['runbooks/risks', 'examples/gates'].flatMap((folder) =>
  readdirSync(new URL(`../${folder}`, import.meta.url)).map((name) => `${folder}/${name}`),
);
const checks = [
  ['form and lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
  [
    'layers',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ['src', '--config', '.dependency-cruiser.mjs'],
  ],
  ['dead code', 'node_modules/knip/bin/knip.js', []],
  ['types', 'node_modules/typescript/bin/tsc', ['--project', 'tsconfig.json']],
  ['files generated from schemas', 'bin/generate.mjs', ['--check']],
  ['metrics reference', 'bin/metrics-reference.mjs', ['--check']],
  ['dashboards', 'bin/dashboards.mjs', ['--check']],
  ['commands reference', 'bin/commands-reference.mjs', ['--check']],
  ['printed guide', 'dist/cli/main.js', ['runbook', 'render', '--check']],
  ['gates', 'dist/cli/main.js', ['gate', 'lint', ...gates]],
];

const failed = checks.filter(([what, script, commandLine]) => {
  const { status } = spawnSync(process.execPath, [script, ...commandLine], { cwd: root, stdio: 'inherit' });
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}: ${what}\n`);
  return status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
