import type { Drill } from './drill.js';
import { madeUpToken } from './made-up.js';

/** Faults that show a credential. Nobody was ever given one of these, and each is made up anew. */
export const leakDrills = {
  'leak-cmdline': (target) =>
    target.startExtra({ script: target.drillScript('bystander'), arguments: ['--token', madeUpToken()] }),
  'leak-environ': (target) =>
    target.startExtra({ script: target.drillScript('bystander'), variables: { GITHUB_TOKEN: madeUpToken() } }),
  'leak-config': ({ files, configured }) =>
    files.add(`${configured.script.replace(/\.py$/, '')}.yaml`, `upstream:\n  github_token: ${madeUpToken()}\n`),
} as const satisfies Record<string, Drill>;
