import type { Risk } from '../finding.js';
import type { GateQuery } from '../gate/model.js';

/**
 * A program and its arguments. It is started as it stands, without a shell. In an argument or the directory,
 * `{name}` stands for a value that is known when the change begins: see {@link builtInParameters}, and the parameters of
 * the runbook. `{{` stands for a brace.
 */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  /** Working directory; the project root of the machine unless given. */
  readonly directory: string;
  readonly deadlineSeconds: number;
}

/** Values that every change has: paths are absolute, those of the machine on which the command runs. */
export const builtInParameters = [
  /** Name of the machine on which the command runs. */
  'machine',
  /** The change's id. */
  'change',
  /** Private folder of the change on that machine: copies of files, say. */
  'change_directory',
  'project_root',
  'startup_file',
  'log_directory',
  /** The settings file of fleetwatch. */
  'config',
  'state_directory',
  'prometheus_url',
] as const;

/** A word alone as the first argument that stands for this very fleetwatch: node and its program. */
export const fleetwatchWord = 'fleetwatch';

/**
 * Where a command runs: on the machine on which the change was begun, on each machine (one after the other), or on one
 * that a parameter names, as `{parameter}`.
 */
export type StepMachine = 'here' | 'each' | `{${string}}`;

/** What is done: by the program, or by a person, who says when it is done. */
export type Action =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'instruction'; readonly text: string };

/** How a step is taken back. Undone steps are verified like done ones. */
export interface Undo {
  readonly action: Action;
  readonly verify: Command;
}

export interface Step {
  /** Unique in its runbook. */
  readonly id: string;
  readonly title: string;
  readonly machine: StepMachine;
  readonly action: Action;
  /** Ends with 0 if the step is needed, with 1 if it is skipped; anything else is an error. */
  readonly when: Command | undefined;
  /** Ends with 0 if the step is done, with 1 if it is not; anything else is an error: nobody knows. */
  readonly verify: Command;
  /** Absent where there is nothing to take back. */
  readonly undo: Undo | undefined;
}

/** Proves that what was done works. Ends with 0. */
export interface RunbookTest {
  readonly id: string;
  readonly title: string;
  readonly machine: StepMachine;
  readonly command: Command;
}

/** A value that whoever begins the change gives. */
export interface Parameter {
  readonly name: string;
  readonly about: string;
  /** What is allowed, as the whole of a JavaScript regular expression. */
  readonly pattern: string;
  readonly default: string | undefined;
}

/** `none`: nothing stops. `restarts`: agents are restarted one at a time, the fleet does its work. */
export const downtimes = ['none', 'restarts', 'downtime'] as const;
export type Downtime = (typeof downtimes)[number];

/** What the change itself may break. */
export interface Hazard {
  readonly hazard: string;
  readonly likelihood: 'low' | 'medium' | 'high';
  readonly mitigation: string;
}

/** A procedure that mends something, and takes it back. Texts are Markdown. */
export interface Runbook {
  /** Also the name of its file. */
  readonly id: string;
  readonly title: string;
  readonly risk: Risk;
  /** `risk`: the procedure that mends this risk as a whole; `procedure`: one that it uses, or a part of it. */
  readonly kind: 'risk' | 'procedure';
  readonly issue: string;
  readonly solution: string;
  /** 1 to 10. */
  readonly impact: number;
  /** 1 to 10. */
  readonly complexity: number;
  readonly effortHours: number;
  readonly downtime: Downtime;
  /** `each`: once a machine; `fleet`: once. */
  readonly machines: 'each' | 'fleet';
  /** Runbooks that are to be finished before. */
  readonly dependencies: readonly string[];
  /** Runbooks beside which it may not run. */
  readonly conflicts: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly steps: readonly Step[];
  readonly tests: readonly RunbookTest[];
  /** What a rollback does after it has taken back the steps, the last first. */
  readonly rollback: readonly Step[];
  readonly risks: readonly Hazard[];
  /** Conditions under which the change has succeeded. */
  readonly success: readonly GateQuery[];
  /** Conditions that must hold all the while; one that fails rolls the change back. */
  readonly abort: readonly GateQuery[];
  /** How long a committed change stays under watch. */
  readonly bakeSeconds: number;
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal: two machines with the same digest mean the same. */
  readonly digest: string;
}
