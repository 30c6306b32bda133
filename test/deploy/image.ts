import { readFileSync } from 'node:fs';
import { tree } from './composeFile.js';

const dockerfile = readFileSync(`${tree}deploy/Dockerfile`, 'utf8').replaceAll(/^#.*\n/gm, '');
const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

/** What the image of fleetwatch runs before the command of a service. */
export const entrypoint: readonly string[] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(last)?.[1] ?? '[]');

/** What of the tree, built, the image of fleetwatch has below /opt/fleetwatch, and nothing else. */
export const contents: readonly string[] = [...last.matchAll(/^COPY (?:--from=build \S+|(\S+)) (\S+)$/gm)].map(
  ([, source, target = '']) => source ?? target,
);
