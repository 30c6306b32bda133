import { shown } from '../document/wording.js';
import type { FilePlace, Finding } from '../finding.js';
import type { AdoptionCode } from './codes.js';
import type { Problem } from './python/outline.js';

/** Whom a finding of adoption is about. */
export interface Subject {
  readonly machine: string;
  readonly agent?: string;
}

/** A finding of risk D without what is the same for all agents. */
type Told = Pick<Finding, 'severity' | 'message' | 'why' | 'remedy'> & { readonly code: AdoptionCode };

export function legacy(subject: Subject, place: FilePlace, className: string, base: string): Finding {
  return finding(subject, place, {
    code: 'adoption-legacy',
    severity: 'warning',
    message: `\`${shown(className)}\` does not inherit \`${shown(base)}\``,
    why: 'its health answer is its own or none, and where only a TCP connect is left a hung agent looks healthy',
    remedy: `let it inherit \`${shown(base)}\` and drop the health server of its own`,
  });
}

export function noClass(subject: Subject, place: FilePlace, base: string): Finding {
  return finding(subject, place, {
    code: 'adoption-no-class',
    severity: 'warning',
    message: `the script runs no class that could inherit \`${shown(base)}\``,
    why: 'its health answer is its own or none, and where only a TCP connect is left a hung agent looks healthy',
    remedy: `move what it does into a class that inherits \`${shown(base)}\`, and run that class`,
  });
}

export function unresolved(subject: Subject, place: FilePlace, name: string, from: string): Finding {
  return finding(subject, place, {
    code: 'adoption-unresolved',
    severity: 'warning',
    message: `what \`${shown(name)}\` (${shown(from)}) stands for cannot be told from the project`,
    why: 'whether the agent inherits the base class depends on it, so the agent does not count as adopted',
    remedy: 'correct the import, bring the module into the project root, or inherit the base class by its plain name',
  });
}

export function otherBase(subject: Subject, place: FilePlace, base: string, known: string | undefined): Finding {
  return finding(subject, place, {
    code: 'adoption-other-base',
    severity: 'warning',
    message:
      known === undefined
        ? `this \`${shown(base)}\` is one of several, and as many agents inherit each of them`
        : `this \`${shown(base)}\` is not the one that the fleet inherits, which is in ${shown(known)}`,
    why: 'a copy goes its own way: whether it opens the ports that health checks rely on, nobody knows',
    remedy: 'inherit the one class of the fleet, or name the files of the base class in the configuration',
  });
}

export function baseMissing(subject: Subject, place: FilePlace, base: string): Finding {
  return finding(subject, place, {
    code: 'adoption-base-missing',
    severity: 'error',
    message: `the configured files do not define the base class \`${shown(base)}\``,
    why: 'without it no agent counts as adopted',
    remedy: 'correct the name or the files of the base class in the configuration',
  });
}

export function scriptsMissing(subject: Subject, place: FilePlace, missing: number, all: number): Finding {
  const scripts = missing === 1 ? `the script of 1 of ${all} agents` : `the scripts of ${missing} of ${all} agents`;
  return finding(subject, place, {
    code: 'adoption-script-missing',
    severity: 'warning',
    message: `${scripts} cannot be found in the project root, this one first`,
    why: 'nothing is known of their base class, and what was not read does not count as adopted',
    remedy: 'correct the project root in the configuration, or `script_path`',
  });
}

/** What is wrong with a Python file as a whole. */
export function fileProblem(subject: Subject, file: string, problem: Problem): Finding {
  const place: FilePlace = { kind: 'file', file, ...problem.spot };
  if (problem.kind === 'syntax') {
    return finding(subject, place, {
      code: 'adoption-syntax-error',
      severity: 'error',
      message: `this is not Python 3: ${shown(problem.message)}`,
      why: 'Python refuses the whole file, and every agent that loads it does not start',
      remedy: 'mend the line; `python3 -m py_compile` says the same about it',
    });
  }
  return finding(subject, place, {
    code: 'adoption-unreadable',
    severity: 'warning',
    message: `the Python file cannot be read in full: ${shown(problem.message)}`,
    why: 'what it defines is not known, so agents that depend on it do not count as adopted',
    remedy: 'let fleetwatch read it, or split a file that is too large',
  });
}

function finding({ machine, agent }: Subject, place: FilePlace, told: Told): Finding {
  return { risk: 'D', place, ...told, machine, ...(agent === undefined ? {} : { agent }) };
}
