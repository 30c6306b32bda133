// Generated from the schema by `npm run generate`. Do not edit.

export type Text = string;
/**
 * What is done on each day.
 *
 * @minItems 1
 */
export type Acts = [Act, ...Act[]];
/**
 * @minItems 1
 */
export type Acts1 = [Act, ...Act[]];

/**
 * What the printed guide says besides the runbooks, and the criteria of phase 0.
 */
export interface GuideFile {
  phase_0: Phase0;
  /**
   * What must be true before phase 0 is over.
   *
   * @minItems 1
   */
  criteria: [Criterion, ...Criterion[]];
  /**
   * Gate queries that criteria name by their ids, asked for each machine. See `gate.schema.json`.
   */
  queries: {}[];
  emergency: Emergency;
}
export interface Phase0 {
  about: Text;
  each_day: Acts;
  /**
   * @minItems 1
   */
  checkpoints: [Checkpoint, ...Checkpoint[]];
  /**
   * What takes a change back, besides the abort conditions of its runbook.
   */
  rollback_triggers: Text[];
}
/**
 * What somebody does, and the command for it where there is one.
 */
export interface Act {
  do: Text;
  /**
   * @minItems 1
   */
  run?: [string, ...string[]];
}
export interface Checkpoint {
  when: Text;
  /**
   * What must be so to go on.
   */
  look: string;
  /**
   * What is done if it is not.
   */
  otherwise: string;
}
/**
 * With one kind of evidence: `findings`, `query` or `rehearsals`.
 */
export interface Criterion {
  id: string;
  title: Text;
  /**
   * Risk of which nothing may be found.
   */
  findings?: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H';
  /**
   * Id of a gate query that must pass.
   */
  query?: string;
  /**
   * Each runbook was applied and taken back in time.
   */
  rehearsals?: true;
}
export interface Emergency {
  about: Text;
  /**
   * The fastest way back by kind of change.
   *
   * @minItems 1
   */
  rollbacks: [Situation, ...Situation[]];
  /**
   * How critical agents are brought back.
   *
   * @minItems 1
   */
  recovery: [Situation, ...Situation[]];
  /**
   * @minItems 1
   */
  communication: [Message, ...Message[]];
  /**
   * @minItems 1
   */
  escalation: [Rung, ...Rung[]];
}
export interface Situation {
  title: Text;
  /**
   * Runbooks whose changes are of this kind.
   */
  runbooks?: string[];
  acts: Acts1;
}
export interface Message {
  when: Text;
  to: Text;
  says: Text;
}
export interface Rung {
  after: Text;
  who: Text;
  does: Text;
}
