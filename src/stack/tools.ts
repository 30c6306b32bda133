import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { unpackDebianPackages } from './debian.js';
import { relocateData } from './relocate.js';

/** The programs of the stack: which names they go by, the preferred one first, and the Debian package that has them. */
const catalogue = {
  prometheus: { names: ['prometheus'], debianPackage: 'prometheus' },
  promtool: { names: ['promtool'], debianPackage: 'prometheus' },
  alertmanager: { names: ['prometheus-alertmanager', 'alertmanager'], debianPackage: 'prometheus-alertmanager' },
  amtool: { names: ['amtool'], debianPackage: 'prometheus-alertmanager' },
  'victoria-metrics': { names: ['victoria-metrics'], debianPackage: 'victoria-metrics' },
  python3: { names: ['python3'], debianPackage: 'python3' },
  'redis-server': { names: ['redis-server'], debianPackage: 'redis-server' },
  'nats-server': { names: ['nats-server'], debianPackage: 'nats-server' },
  'node-exporter': { names: ['prometheus-node-exporter', 'node_exporter'], debianPackage: 'prometheus-node-exporter' },
  'process-exporter': {
    names: ['prometheus-process-exporter', 'process-exporter'],
    debianPackage: 'prometheus-process-exporter',
  },
  'blackbox-exporter': {
    names: ['prometheus-blackbox-exporter', 'blackbox_exporter'],
    debianPackage: 'prometheus-blackbox-exporter',
  },
} as const satisfies Record<string, { readonly names: readonly string[]; readonly debianPackage: string }>;

/** Where Debian's Prometheus and Alertmanager have their templates and pages. */
const prometheusData = '/usr/share/prometheus';

export type Tool = keyof typeof catalogue;

export const tools = Object.keys(catalogue) as readonly Tool[];

export interface ToolsOptions {
  /** Where unpacked programs live. */
  readonly directory: string;
  /** Directories to look through, as in `PATH`. */
  readonly path: string;
  /** Takes each line that the user is to read. */
  readonly print: (line: string) => void;
}

/**
 * Finds programs on the path, then among those unpacked before; what is missing is unpacked from its Debian package.
 * Nothing is installed into the system, so no service starts, now or at the next boot.
 *
 * @returns absolute paths, by tool
 */
export async function ensureTools<Name extends Tool>(
  wanted: readonly Name[],
  { directory, path, print }: ToolsOptions,
): Promise<Record<Name, string>> {
  const home = resolve(directory);
  const unpacked = join(home, 'bin');
  const searched = searchPath(path, unpacked);
  const missing = await missingOf(wanted, searched);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((tool) => catalogue[tool].debianPackage))];
    print(`not found: ${missing.join(', ')}; unpacking the Debian packages ${packages.join(', ')} into ${home}`);
    const root = await unpackDebianPackages(packages, home);
    for (const tool of missing) await wrap(tool, root, unpacked);
    const still = await missingOf(wanted, searched);
    if (still.length > 0) throw new Error(`the packages do not hold ${still.join(', ')}; install them by hand`);
  }
  const found = await Promise.all(wanted.map(async (tool) => [tool, await find(tool, searched)] as const));
  return Object.fromEntries(found) as Record<Name, string>;
}

/** The search path of this process, with the unpacked programs behind everything that the machine has itself. */
export function toolsPath(directory: string): string {
  return searchPath(process.env.PATH ?? '', join(resolve(directory), 'bin'));
}

function searchPath(path: string, unpacked: string): string {
  return [path, '/usr/sbin', unpacked].join(delimiter);
}

async function missingOf<Name extends Tool>(wanted: readonly Name[], path: string): Promise<Name[]> {
  const found = await Promise.all(wanted.map((tool) => find(tool, path)));
  return wanted.filter((_tool, index) => found[index] === undefined);
}

async function find(tool: Tool, path: string): Promise<string | undefined> {
  for (const name of catalogue[tool].names) {
    for (const folder of path.split(delimiter)) {
      if (folder !== '' && (await isExecutable(join(folder, name)))) return resolve(folder, name);
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** A program unpacked beside the system finds its libraries, modules and data through a small script that stands for it. */
async function wrap(tool: Tool, root: string, folder: string): Promise<void> {
  const inside = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((part) => join(root, part)).join(delimiter);
  const program = await find(tool, inside);
  if (program === undefined) return;
  const openData = await relocateData(program, root, prometheusData);
  const script = `#!/bin/sh
# Made by fleetwatch: runs a program that was unpacked from a Debian package.
root=${shellWord(root)}
libraries=$(find "$root/lib" "$root/usr/lib" -maxdepth 1 -type d -name '*-linux-gnu*' 2>/dev/null | tr '\\n' ':')
export LD_LIBRARY_PATH="$libraries$LD_LIBRARY_PATH"
${tool === 'python3' ? `export PYTHONHOME="$root/usr"\n` : ''}${openData}exec ${shellWord(program)} "$@"
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, catalogue[tool].names[0]), script, { mode: 0o755 });
}

/** Quoted for sh(1), whatever is in it. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
