import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { SettingsFile } from '../settings.generated.js';
import { loadMachines } from '../settings.js';

const otherFiles = [['state_directory'], ['health', 'redis', 'password_file'], ['leaks', 'accepted_file']];

/**
 * Lays out what each machine of a simulated fleet has on a disk of its own: `views/<machine>/fleetwatch.yaml`, and copies of
 * the start-up files of all other machines beside it, so that machines can disagree. Its own start-up file, scripts and logs
 * stay where they are. `hubs` are those of the stack, where it has two. Gives the settings file of a machine.
 */
export async function layViews(
  runDirectory: string,
  settingsFile: string,
  hubs?: SettingsFile['hubs'],
): Promise<(machine: string) => string> {
  const views = join(runDirectory, 'views');
  await rm(views, { recursive: true, force: true });
  const settings = await readFile(settingsFile, 'utf8');
  const { machines } = await loadMachines(settingsFile);
  for (const { name } of machines) {
    const view = join(views, name);
    await mkdir(view, { recursive: true, mode: 0o700 });
    const document = parseDocument(settings);
    for (const [index, machine] of machines.entries()) {
      const copy = join(view, `${machine.name}.yaml`);
      if (machine.name !== name) await cp(machine.startupFile, copy);
      document.setIn(['machines', index, 'startup_file'], machine.name === name ? machine.startupFile : copy);
      document.setIn(['machines', index, 'project_root'], machine.projectRoot);
      document.setIn(['machines', index, 'log_directory'], machine.logDirectory);
    }
    // The rest of what is relative to the settings file.
    for (const path of otherFiles) {
      const file = document.getIn(path);
      if (typeof file === 'string') document.setIn(path, resolve(dirname(settingsFile), file));
    }
    if (hubs !== undefined) document.setIn(['hubs'], document.createNode(hubs));
    await writeFile(join(view, 'fleetwatch.yaml'), document.toString());
  }
  return (machine) => join(views, machine, 'fleetwatch.yaml');
}
