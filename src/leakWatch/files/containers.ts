import { dirname } from 'node:path';
import type { FileCalls, Listing } from '../../logs/fileCall.js';
import type { Stuck } from '../../logs/fileCaller.js';

/** Lists one folder. */
export interface Lists {
  ask(place: string, call: 'list', question: FileCalls['list']['question']): Promise<Listing | Stuck>;
}

/** Descriptions of containers that are there, and folders of them that may not be entered. */
export interface ContainerFiles {
  readonly files: readonly string[];
  readonly denied: readonly string[];
}

/**
 * Where container engines keep environments and arguments, `*` for any name. What `docker inspect` and its like show comes
 * from there. The environment of the container that fleetwatch runs in is that of process 1 there, and is looked through
 * as such; mounted secrets (`/run/secrets`) are where credentials belong, and are not.
 */
export const containerPatterns: readonly string[] = [
  // Podman, inside of a container: names, image, no environment unless privileged.
  '/run/.containerenv',
  // Docker: https://docs.docker.com/engine/daemon/#daemon-data-directory
  '/var/lib/docker/containers/*/config.v2.json',
  // Podman and CRI-O, as root: the bundle of the OCI runtime specification.
  '/var/lib/containers/storage/overlay-containers/*/userdata/config.json',
  // containerd, and with it Kubernetes: a bundle for each task of each namespace.
  '/run/containerd/io.containerd.runtime.v2.task/*/*/config.json',
];

const foldersAtMost = 500;
const listMilliseconds = 20;

/** Finds descriptions of containers. Cheap where there are none. */
export async function findContainerFiles(
  lister: Lists,
  patterns: readonly string[] = containerPatterns,
): Promise<ContainerFiles> {
  const files: string[] = [];
  const denied: string[] = [];
  for (const pattern of patterns) {
    const steps = pattern.split('/*');
    let folders = [steps[0] ?? ''];
    for (const step of steps.slice(1)) {
      const found: string[] = [];
      for (const folder of folders.slice(0, foldersAtMost)) {
        const names = await namesIn(lister, folder);
        if (names === 'denied') denied.push(folder);
        else found.push(...names.map((name) => `${folder}/${name}${step}`));
      }
      folders = found;
    }
    files.push(...folders);
  }
  return { files, denied };
}

async function namesIn(lister: Lists, directory: string): Promise<readonly string[] | 'denied'> {
  const place = `containers ${dirname(directory)}`;
  const listing = await lister.ask(place, 'list', { directory, goOn: false, milliseconds: listMilliseconds });
  if (listing === 'stuck') return 'denied';
  if (listing.kind === 'unreadable') return listing.code === 'EACCES' || listing.code === 'EPERM' ? 'denied' : [];
  return listing.entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}
