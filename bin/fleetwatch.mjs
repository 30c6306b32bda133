#!/usr/bin/env -S node --max-semi-space-size=4
// What npm links as `fleetwatch`. It is there before anything is built: npx links a program only where it finds one, and
// where it found none it looks no second time.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(program)) await import(program.href);
else {
  process.stderr.write(
    'fleetwatch: it is not built yet\n  why: this is a checkout, and dist/cli/main.js is not there\n  do:  node bin/setup.mjs, which installs and builds what is missing\n',
  );
  process.exitCode = 2;
}
