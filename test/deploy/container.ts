import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ComposeService, type Mount, tree } from './composeFile.js';
import { contents } from './image.js';

/** Where a container's host keeps its files, and where the root of the container is put together. */
export interface Places {
  readonly host: string;
  readonly root: string;
}

/**
 * A shell script that does for one service what a container runtime does: a root of its own with the system's programs, the
 * volumes, the secrets and nothing else; read-only; as the user of the service; with its capabilities and no others; without a
 * way to new privileges. It becomes the program. To be run in a mount namespace of its own.
 *
 * @param program stands for the image: what it would run before the command
 */
export function containerScript(service: ComposeService, program: readonly string[], { host, root }: Places): string {
  const [user = '', group = ''] = service.user.split(':');
  const capabilities = service.capabilities.map((name) => `,+${name.toLowerCase()}`).join('');
  const environment = Object.entries({ PATH: '/usr/bin:/bin', ...service.environment });
  const commandLine = [
    'chroot',
    root,
    'env',
    '-i',
    ...environment.map(([name, value]) => `${name}=${value}`),
    'setpriv',
    ...['--reuid', user, '--regid', group, '--clear-groups', '--no-new-privs'],
    ...['--inh-caps', '-all', '--bounding-set', `-all${capabilities}`],
    ...program,
    ...service.command,
  ];
  return [
    'set -eu',
    'mount --make-rprivate /',
    `mount -t tmpfs -o mode=0755 none ${word(root)}`,
    ...[...imageMounts(service, program), ...service.mounts.map((mount) => onHost(mount, host))].flatMap((mount) =>
      bind(mount, root),
    ),
    ...['/proc', '/dev'].flatMap((path) => [
      `mkdir -p ${word(root + path)}`,
      `mount --rbind ${path} ${word(root + path)}`,
    ]),
    ...service.tmpfs.flatMap((path) => [
      `mkdir -p ${word(root + path)}`,
      `mount -t tmpfs -o mode=1777 none ${word(root + path)}`,
    ]),
    `mount -o remount,bind,ro ${word(root)}`,
    `exec ${commandLine.map(word).join(' ')}`,
  ].join('\n');
}

/** The system that stands for an image's own: programs and libraries, wherever this machine has them. */
function imageMounts(service: ComposeService, program: readonly string[]): Mount[] {
  const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64'];
  const tools = (program[0] ?? '').startsWith('/usr/') ? [] : [toolsOf(program[0] ?? '')];
  const same = [...system.filter((path) => existsSync(path)), ...tools].map((path) => ({ source: path, target: path }));
  const own = service.image.startsWith('fleetwatch:') ? contents : [];
  const copied = own.map((name) => ({ source: join(tree, name), target: `/opt/fleetwatch/${name}` }));
  return [...same, ...copied].map((mount) => ({ ...mount, readOnly: true }));
}

/** What an unpacked program needs beside it: `.fleetwatch/tools` of this tree, or the folder above `bin`. */
function toolsOf(program: string): string {
  const unpacked = join(tree, '.fleetwatch/tools');
  return program.startsWith(unpacked) ? unpacked : dirname(dirname(program));
}

/** Volumes of the tree stay there; all others are the host's. */
function onHost(mount: Mount, host: string): Mount {
  return { ...mount, source: mount.source.startsWith('./') ? join(tree, mount.source) : host + mount.source };
}

function bind({ source, target, readOnly }: Mount, root: string): string[] {
  const inside = root + target;
  if (lstatSync(source).isSymbolicLink() && dirname(source) === '/') return [`cp -P ${word(source)} ${word(inside)}`];
  const place = statSync(source).isDirectory()
    ? `mkdir -p ${word(inside)}`
    : `mkdir -p ${word(dirname(inside))} && : >${word(inside)}`;
  const mounted = [place, `mount --bind ${word(source)} ${word(inside)}`];
  return readOnly ? [...mounted, `mount -o remount,bind,ro ${word(inside)}`] : mounted;
}

/** Quoted for sh(1), whatever is in it. */
function word(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
