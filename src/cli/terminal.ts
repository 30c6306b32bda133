import { inspect } from 'node:util';
import { guardStream } from '../redaction/stream.js';
import { exitCodes } from './exit.js';

/**
 * Puts the redactor in front of all that this process prints. To be called before anything else. Errors that nobody
 * catches are printed here too: Node.js itself would write them past the streams, with whatever they quote.
 */
export function guardTerminal(): void {
  guardStream(process.stdout);
  guardStream(process.stderr);
  // Whoever read has gone, as `head` does when it has enough: nobody is there to be told.
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(exitCodes.couldNotRun);
    throw error;
  });
  process.on('uncaughtException', (error) => {
    printProblem(inspect(error));
    process.exit(exitCodes.couldNotRun);
  });
}

/** Aborted by the first SIGINT or SIGTERM; also by SIGHUP, which a closed terminal sends. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

/** Text with the line ends that it needs. */
export function printText(text: string): void {
  process.stdout.write(text);
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printProblem(line: string): void {
  process.stderr.write(`fleetwatch: ${line}\n`);
}
