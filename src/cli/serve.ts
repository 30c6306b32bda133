import { formatFindings } from '../document/report.js';
import { openLog } from '../logging.js';
import { StartRefused, serve } from '../serve.js';
import { loadSettings, type SettingsResult } from '../settings.js';
import { exitCodes } from './exit.js';

export interface ServeArguments {
  readonly config: string;
  readonly machine?: string;
  readonly stateDirectory?: string;
}

/** `fleetwatch serve`: runs the exporter of one machine until it is told to stop. */
export async function serveCommand(given: ServeArguments): Promise<number> {
  const loaded = await readSettings(given);
  if (loaded.settings === undefined) return refuse(formatFindings(loaded.findings));
  const { settings } = loaded;
  const machine = settings.machine.name;
  const log = openLog(settings.logLevel, machine);
  // Before the start, which a signal would else cut short without a word.
  const stopped = stopSignal();
  const starting = serve(settings, log, () => readSettings({ ...given, machine }));
  process.on('SIGHUP', () => {
    starting
      .then((exporter) => exporter.reload())
      .catch((error: unknown) => log.error({ err: error }, 'the reload failed'));
  });
  try {
    const exporter = await starting;
    await stopped;
    if (!(await exporter.stop())) await endBySignal();
    return exitCodes.clean;
  } catch (error) {
    if (error instanceof StartRefused) return refuse(`${formatFindings(error.findings)}\n${error.message}`);
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

/** The settings file, with what the command line says besides. */
async function readSettings({ config, machine, stateDirectory }: ServeArguments): Promise<SettingsResult> {
  const { settings, findings } = await loadSettings(config, machine);
  if (settings === undefined) return { findings };
  return { settings: { ...settings, stateDirectory: stateDirectory ?? settings.stateDirectory }, findings };
}

function refuse(why: string): number {
  process.stderr.write(`fleetwatch: cannot start\n${why}\n`);
  return exitCodes.couldNotRun;
}

/** Leaves by the default action of SIGTERM: an exit would wait without end for a thread that a file system has caught. */
function endBySignal(): Promise<never> {
  process.removeAllListeners('SIGTERM');
  process.kill(process.pid, 'SIGTERM');
  return new Promise(() => {});
}

/** Settles with the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        if (asked) process.exit(exitCodes.clean);
        asked = true;
        resolve();
      });
    }
  });
}
