import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mayRead } from '../../files/mayRead.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

const mebibyte = 1024 * 1024;
/** Room below which the state directory soon cannot be written any more, in bytes. */
const scarceBytes = 256 * mebibyte;
const noRoomBytes = 16 * mebibyte;

/** Whether fleetwatch can keep what it has to, and look where the agents are and write. */
export const directories: Check = {
  name: 'directories',
  why: 'counts, acknowledgements and the journal of changes outlive a restart only where they can be written; scripts and logs are checked only where they can be read',
  look: async (site) => [await state(site), ...(await readable(site))],
};

async function state({ settings }: Site): Promise<Observation> {
  const { stateDirectory } = settings;
  const nearest = await nearestExisting(stateDirectory);
  if (!(await mayWrite(nearest))) {
    const remedy = `make ${stateDirectory} the directory of the user of fleetwatch, or choose another by \`state_directory\``;
    return failed(`state directory ${stateDirectory}: ${nearest} may not be written`, remedy);
  }
  const { bavail, bsize } = await statfs(nearest);
  const bytes = bavail * bsize;
  const seen = `state directory ${stateDirectory}: ${nearest === stateDirectory ? 'writable' : 'can be made'}, ${size(bytes)} free`;
  const remedy = 'make room on its file system, or choose another by `state_directory`';
  if (bytes < noRoomBytes) return failed(seen, remedy);
  return bytes < scarceBytes ? warning(seen, remedy) : ok(seen);
}

async function readable({ settings }: Site): Promise<Observation[]> {
  const { projectRoot, logDirectory } = settings.machine;
  const wanted = [
    { what: 'project root', folder: projectRoot, key: 'project_root', isMadeByAgents: false },
    { what: 'log directory', folder: logDirectory, key: 'log_directory', isMadeByAgents: true },
  ];
  return Promise.all(
    wanted.map(async ({ what, folder, key, isMadeByAgents }) => {
      if (await mayRead(folder)) return ok(`${what} ${folder}: can be read`);
      if ((await nearestExisting(folder)) === folder) {
        return failed(`${what} ${folder}: may not be read`, 'let the user of fleetwatch read it');
      }
      // Agents make the folder of their logs when they first start.
      const absent = isMadeByAgents ? warning : failed;
      return absent(`${what} ${folder}: not there`, `make it, or correct \`${key}\` of the machine`);
    }),
  );
}

/** The folder itself, or the one in which it would be made. */
async function nearestExisting(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || folder === dirname(folder) ? folder : nearestExisting(dirname(folder));
}

function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

function size(bytes: number): string {
  return bytes < 10 * 1024 * mebibyte
    ? `${Math.round(bytes / mebibyte)} MiB`
    : `${Math.round(bytes / mebibyte / 1024)} GiB`;
}
