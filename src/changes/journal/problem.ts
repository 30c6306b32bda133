import type { Finding } from '../../finding.js';
import type { LineFault } from './line.js';

/** Why a journal is not believed. */
export interface JournalProblem {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly fault: LineFault | 'missing' | 'foreign-head';
}

/** A journal that is not believed: nothing is begun, run or rolled back on it. */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused';
  readonly problem: JournalProblem;

  constructor(problem: JournalProblem) {
    super(`${problem.file}:${problem.line}: ${said[problem.fault]}`);
    this.problem = problem;
  }
}

const said: Readonly<Record<JournalProblem['fault'], string>> = {
  unreadable: 'this line of the journal is no entry',
  changed: 'this line of the journal is not as it was written',
  'out-of-order': 'this line does not follow on the one before: lines are missing, or in another order',
  missing: 'from this line on entries are missing that were written',
  'foreign-head': 'this line is not the one that journal.head names: one of the two files is of another journal',
};

/** What is to be said of a journal that is not believed. */
export function journalFinding(machine: string, { file, line, fault }: JournalProblem): Finding {
  return {
    code: 'journal-invalid',
    risk: 'G',
    severity: 'error',
    place: { kind: 'file', file, line, column: 1 },
    message: said[fault],
    why: 'what was begun, done and taken back is not known for sure, so that no change is begun, applied or rolled back',
    remedy:
      'put back a copy of the journal, or move the folder away when no change is open; `fleetwatch journal verify` looks again',
    machine,
  };
}
