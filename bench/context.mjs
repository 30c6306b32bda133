/** What every part of the bench is given. */

import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {object} Context
 * @property {import('./scope.mjs').Defer} defer what is deferred ends with the part
 * @property {(name: string) => string} moduleUrl where a module of the build is
 * @property {string} cli the built command line
 * @property {readonly string[]} nodeOptions options of Node for exporters, such as `--cpu-prof`
 * @property {(wanted: readonly string[]) => Promise<Record<string, string>>} tools paths of Debian's programs
 * @property {(line: string) => void} say progress, for whoever waits
 */

/**
 * @param {{ dist: string, nodeOptions: readonly string[], say: (line: string) => void }} options
 * @returns {(defer: import('./scope.mjs').Defer) => Context}
 */
export function contextOf({ dist, nodeOptions, say }) {
  const root = new URL(dist.endsWith('/') ? dist : `${dist}/`, 'file:///');
  const moduleUrl = (name) => new URL(name, root).href;
  const tools = async (wanted) => {
    const { ensureTools } = await import(moduleUrl('stack/tools.js'));
    const directory = `${projectFolder}.fleetwatch/tools`;
    return ensureTools(wanted, { directory, path: process.env.PATH ?? '', print: say });
  };
  return (defer) => ({ defer, moduleUrl, cli: fileURLToPath(new URL('cli/main.js', root)), nodeOptions, tools, say });
}
