import { readFileSync } from 'node:fs';
import { version } from '../../version.js';
import { type Check, failed, notApplicable, type Observation, ok, type Site } from '../model.js';

/** `>=20.19` in `package.json`. */
const engines: { readonly node: string } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
).engines;

/** Whether the programs that fleetwatch runs on are new enough. */
export const versions: Check = {
  name: 'versions',
  why: 'an older Node.js lacks what fleetwatch is written with; promtool tests rules before Prometheus reads them',
  look: async (site) => [nodeJs(site), await promtool(site)],
};

function nodeJs({ nodeVersion }: Site): Observation {
  const wanted = engines.node.replace('>=', '');
  const seen = `fleetwatch ${version} on Node.js ${nodeVersion}`;
  return isAtLeast(nodeVersion, wanted) ? ok(seen) : failed(seen, `install Node.js ${wanted} or later`);
}

async function promtool({ promtoolVersion }: Site): Promise<Observation> {
  const found = await promtoolVersion();
  return found === undefined
    ? notApplicable('no promtool on the path: wanted only where rules are changed (Debian package prometheus)')
    : ok(`promtool ${found}`);
}

/** Compares versions number by number. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = version.split('.').map(Number);
  const need = wanted.split('.').map(Number);
  for (const [index, number] of need.entries()) {
    const own = have[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
