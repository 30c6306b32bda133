import { clearProgress } from './progress.js';
import { printProblem } from './terminal.js';

/** What commands that only read and print need of this process. */
export function surroundings() {
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    now: Date.now,
    problem: (line: string) => {
      clearProgress();
      printProblem(line);
    },
    write: (text: string) => {
      clearProgress();
      process.stdout.write(text);
    },
  };
}
