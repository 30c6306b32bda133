import { printProblem } from './terminal.js';

/** What commands that only read and print need of this process. */
export function surroundings() {
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    now: Date.now,
    problem: printProblem,
    write: (text: string) => void process.stdout.write(text),
  };
}
