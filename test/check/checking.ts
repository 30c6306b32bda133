import { join } from 'node:path';
import { type CheckArguments, checkCommand } from '../../src/cli/check.js';

export const auditFixtures = 'test/fixtures/audits';
export const root = join(import.meta.dirname, '../..');

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly problems: readonly string[];
}

/** Runs `fleetwatch check` with these arguments in the root of the project, on a day of the year 2026. */
export async function runCheck(given: Partial<CheckArguments>, today = '2026-11-22'): Promise<Ran> {
  const problems: string[] = [];
  let output = '';
  const code = await checkCommand(
    {
      files: [],
      only: [],
      minSeverity: 'info',
      failOn: 'warning',
      strict: false,
      format: 'text',
      writeBaseline: false,
      ...given,
    },
    {
      workingDirectory: root,
      environment: {},
      write: (text) => {
        output += text;
      },
      problem: (line) => problems.push(line),
      now: () => Date.parse(`${today}T12:00:00Z`),
    },
  );
  return { code, output, problems };
}
