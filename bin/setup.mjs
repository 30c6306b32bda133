// Makes a fresh checkout ready, with nothing but Node and npm: packages, the built program and, with `--tools`, the
// servers that the tests run against. What is already there is left alone, so that a second start is quick.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or later is needed, this is ${process.versions.node}`);
if (!packagesMatch()) installPackages();
if (isStale())
  run('building', process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json']);
if (process.argv.includes('--tools')) await provideTools();

/**
 * Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which a registry need not
 * have. What was installed is held against the lock file instead. Its warnings are left out: one says that @nats-io/nuid
 * asks for Node 22, and it works with 20.
 */
function installPackages() {
  run('installing packages', 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  if (!packagesMatch()) fail('the installed packages are not those of package-lock.json');
}

/** npm notes in `node_modules` what it has installed; the same versions as in the lock file mean that all is there. */
function packagesMatch() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)
      .filter(([path, entry]) => path !== '' && !entry.optional)
      .map(([path, entry]) => `${path} ${entry.version}`)
      .sort()
      .join('\n');
  return versions(installed) === versions(join(root, 'package-lock.json'));
}

/** Whether a source is newer than the last build. */
function isStale() {
  const stamp = join(root, 'dist/.tsbuildinfo');
  if (!existsSync(stamp)) return true;
  const built = statSync(stamp).mtimeMs;
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs > built);
}

async function provideTools() {
  const { ensureTools, tools } = await import('../dist/stack/tools.js');
  await ensureTools(tools, {
    directory: join(root, '.fleetwatch/tools'),
    path: process.env.PATH ?? '',
    print: (line) => process.stdout.write(`${line}\n`),
  }).catch((error) => fail(error.message));
}

function run(what, program, commandLine) {
  process.stdout.write(`${what}\n`);
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const { status, error } = spawnSync(program, commandLine, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  if (status !== 0) fail(`${what} failed${error === undefined ? '' : `: ${error.message}`}`);
}

function fail(why) {
  process.stderr.write(`fleetwatch: ${why}\n`);
  process.exit(2);
}
