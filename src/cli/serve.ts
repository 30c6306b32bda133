import { pino } from 'pino';
import { formatFindings } from '../document/report.js';
import { type Exporter, StartRefused, serve } from '../serve.js';
import { loadSettings } from '../settings.js';
import { exitCodes } from './exit.js';

export interface ServeArguments {
  readonly config: string;
  readonly machine?: string;
  readonly stateDirectory?: string;
}

/** `fleetwatch serve`: runs the exporter of one machine until it is told to stop. */
export async function serveCommand({ config, machine, stateDirectory }: ServeArguments): Promise<number> {
  const loaded = await loadSettings(config, machine);
  if (loaded.settings === undefined) return refuse(formatFindings(loaded.findings));
  const settings = { ...loaded.settings, stateDirectory: stateDirectory ?? loaded.settings.stateDirectory };
  const log = pino({ level: settings.logLevel, base: { machine: settings.machine.name } });
  try {
    const exporter = await serve(settings, log);
    await untilStopped(exporter);
    return exitCodes.clean;
  } catch (error) {
    if (error instanceof StartRefused) return refuse(`${formatFindings(error.findings)}\n${error.message}`);
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function refuse(why: string): number {
  process.stderr.write(`fleetwatch: cannot start\n${why}\n`);
  return exitCodes.couldNotRun;
}

/** SIGHUP reloads; SIGTERM and SIGINT stop, and a second one does not wait. */
async function untilStopped(exporter: Exporter): Promise<void> {
  process.on('SIGHUP', () => void exporter.reload());
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
  process.once('SIGTERM', () => process.exit(exitCodes.clean));
  process.once('SIGINT', () => process.exit(exitCodes.clean));
  await exporter.stop();
}
