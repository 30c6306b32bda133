/** Aborted by the first SIGINT or SIGTERM; also by SIGHUP, which a closed terminal sends. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printProblem(line: string): void {
  process.stderr.write(`fleetwatch: ${line}\n`);
}
