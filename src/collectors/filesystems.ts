import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { FileSystemView } from '../logs/fileSystems.js';

const labels = ['machine', 'mountpoint'] as const;

const info = gauge('fleet_filesystem_info', 'A file system on which directories of the fleet lie.', [
  'machine',
  'mountpoint',
  'device',
  'fstype',
]);
const holds = gauge(
  'fleet_filesystem_holds',
  'The file system holds this directory of the fleet: logs, project (scripts) or state (of fleetwatch).',
  ['machine', 'mountpoint', 'directory'],
);
const answers = gauge('fleet_filesystem_answers', 'Whether the file system answered within 3 seconds.', labels);
const readOnly = gauge(
  'fleet_filesystem_readonly',
  'Whether nothing can be written to the file system: mounted so, or made so by the kernel after an error.',
  labels,
);
const size = gauge('fleet_filesystem_size_bytes', 'Size of the file system.', labels);
const available = gauge(
  'fleet_filesystem_avail_bytes',
  'Space of the file system that programs without privileges may still take.',
  labels,
);
const inodes = gauge(
  'fleet_filesystem_inodes',
  'Files that the file system can hold; absent where it has no such limit.',
  labels,
);
const freeInodes = gauge('fleet_filesystem_free_inodes', 'Files that can still be made; absent as above.', labels);

/** All that this collector exports. */
export const filesystemsFamilies: readonly Family[] = [
  info,
  holds,
  answers,
  readOnly,
  size,
  available,
  inodes,
  freeInodes,
];

export interface FilesystemsSource {
  readonly machine: string;
  look(): Promise<readonly FileSystemView[]>;
}

/** Is there room where the fleet writes? One row a file system, however many directories lie on it. */
export function filesystemsCollector(source: FilesystemsSource): Collector {
  return {
    name: 'filesystems',
    risk: 'E',
    schedule: '*/30 * * * * *',
    // Each of the three directories may hang for 3 s, once.
    deadlineSeconds: 12,
    families: filesystemsFamilies,
    async collect({ page }) {
      const { machine } = source;
      for (const { mount, uses, space, answers: answered } of await source.look()) {
        const at = { machine, mountpoint: mount.mountpoint };
        page.set(info, { ...at, device: mount.device, fstype: mount.type }, 1);
        for (const directory of uses) page.set(holds, { ...at, directory }, 1);
        page.set(answers, at, answered ? 1 : 0);
        page.set(readOnly, at, mount.readOnly ? 1 : 0);
        if (space === undefined) continue;
        page.set(size, at, space.sizeBytes);
        page.set(available, at, space.availableBytes);
        if (space.inodes === 0) continue;
        page.set(inodes, at, space.inodes);
        page.set(freeInodes, at, space.freeInodes);
      }
      return undefined;
    },
  };
}
