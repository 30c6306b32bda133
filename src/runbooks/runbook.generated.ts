// Generated from the schema by `npm run generate`. Do not edit.

/**
 * Lower-case letters, digits and `-`, a letter first.
 */
export type Id = string;
/**
 * Runbooks beside which it may not run. Default: none.
 */
export type Ids = Id[];
/**
 * `here`: where the change was begun. `each`: one machine after the other. `{parameter}`: the machine it names. Default: here.
 */
export type Machine = string;
/**
 * A program and its arguments. `fleetwatch` as the program stands for this very fleetwatch.
 *
 * @minItems 1
 */
export type Argv = [string, ...string[]];
/**
 * Working directory, absolute. Default: `{project_root}`.
 */
export type Directory = string;
/**
 * Time after which the command is ended and has failed, an hour at most. Default: 30s.
 */
export type Deadline = string;
/**
 * Ends with 0 if the step is needed, with 1 if it is skipped. Default: it is needed.
 *
 * @minItems 1
 */
export type Command =
  | [string, ...string[]]
  | {
      run: Argv;
      directory?: Directory;
      deadline?: Deadline;
    };
/**
 * Ends with 0 if the step is done, with 1 if it is not, with anything else if nobody knows.
 *
 * @minItems 1
 */
export type Command1 =
  | [string, ...string[]]
  | {
      run: Argv;
      directory?: Directory;
      deadline?: Deadline;
    };
/**
 * How the step is taken back; `none` says that there is nothing to take back.
 */
export type Undo =
  | {
      run?: Argv;
      /**
       * What a person does, in Markdown.
       */
      instruct?: string;
      directory?: Directory;
      deadline?: Deadline;
      verify: Command2;
    }
  | string;
/**
 * Ends with 0 if the step is undone.
 *
 * @minItems 1
 */
export type Command2 =
  | [string, ...string[]]
  | {
      run: Argv;
      directory?: Directory;
      deadline?: Deadline;
    };

/**
 * A procedure that mends something in a running fleet, and takes it back. Commands are started as they stand, without a shell. `{name}` in an argument or a directory stands for a value that is known when the change begins; `{{` stands for a brace.
 */
export interface RunbookFile {
  /**
   * Also the name of the file.
   */
  id: string;
  /**
   * What it does, in one line.
   */
  title: string;
  /**
   * The risk it is about.
   */
  risk: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H';
  /**
   * `risk`: mends the risk as a whole, one a risk. `procedure`: one that others use, or a part of one.
   */
  kind: 'risk' | 'procedure';
  /**
   * What the risk costs when it strikes.
   */
  impact: number;
  /**
   * How hard the change is.
   */
  complexity: number;
  /**
   * Time of one person: seconds, minutes or hours.
   */
  effort: string;
  /**
   * `none`: nothing stops. `restarts`: agents restart one at a time. `downtime`: the fleet stops.
   */
  downtime: 'none' | 'restarts' | 'downtime';
  /**
   * `each`: a change on each machine. `fleet`: one for all.
   */
  machines: 'each' | 'fleet';
  /**
   * Runbooks that are finished before. Default: none.
   */
  dependencies?: Id[];
  conflicts?: Ids;
  /**
   * How long a committed change stays under watch.
   */
  bake: string;
  /**
   * Values that whoever begins the change gives. Default: none.
   */
  parameters?: Parameter[];
  /**
   * What is wrong, in Markdown.
   */
  issue: string;
  /**
   * What is done about it, in Markdown.
   */
  solution: string;
  /**
   * What is done, one after the other.
   *
   * @minItems 1
   */
  steps: [Step, ...Step[]];
  /**
   * What proves that it works, after all steps.
   */
  tests: Test[];
  /**
   * What a rollback does after it has undone the steps, the last first. Default: nothing.
   */
  rollback?: Step[];
  /**
   * What the change itself may break.
   */
  risks: Hazard[];
  /**
   * Gate queries under which the change has succeeded; at least one, as a gate that asks nothing says nothing. See `gate.schema.json`.
   *
   * @minItems 1
   */
  success: [{}, ...{}[]];
  /**
   * Gate queries that must pass all the while; one that fails takes the change back. Default: none.
   */
  abort?: {}[];
}
export interface Parameter {
  /**
   * Lower-case letters, digits and `_`, a letter first.
   */
  name: string;
  /**
   * What it says.
   */
  about: string;
  /**
   * What is allowed, as the whole of a JavaScript regular expression.
   */
  pattern: string;
  /**
   * Where none is given. Without it, it must be given.
   */
  default?: string;
}
/**
 * Done by the program (`run`) or by a person (`instruct`), one of the two.
 */
export interface Step {
  id: Id;
  /**
   * What it does.
   */
  title: string;
  machine?: Machine;
  run?: Argv;
  /**
   * What a person does, in Markdown.
   */
  instruct?: string;
  directory?: Directory;
  deadline?: Deadline;
  when?: Command;
  verify: Command1;
  undo?: Undo;
}
/**
 * Ends with 0.
 */
export interface Test {
  id: Id;
  /**
   * What it proves.
   */
  title: string;
  machine?: Machine;
  run: Argv;
  directory?: Directory;
  deadline?: Deadline;
}
export interface Hazard {
  /**
   * What may go wrong.
   */
  hazard: string;
  likelihood: 'low' | 'medium' | 'high';
  /**
   * What is done about it.
   */
  mitigation: string;
}
