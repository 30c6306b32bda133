// Generated from the schema by `npm run generate`. Do not edit.

/**
 * Small letters, digits and `-`, such as `agents-healthy`.
 */
export type Id = string;
/**
 * One line for people.
 */
export type Title = string;

/**
 * Questions to Prometheus on which it depends whether a change goes on or is taken back. Runbooks hold queries of the same form in `success` and `abort`.
 */
export interface GateFile {
  id: Id;
  title: Title;
  /**
   * Values that whoever runs the gate gives with `--set`. `{machine}` and `{change}` need not be named.
   */
  parameters?: GateParameter[];
  /**
   * At least one: a gate that asks nothing would say go.
   *
   * @minItems 1
   */
  queries: [GateQuery, ...GateQuery[]];
}
export interface GateParameter {
  /**
   * Stands in queries as `{name}`.
   */
  name: string;
  /**
   * What it is.
   */
  about: string;
  /**
   * The whole value must match this JavaScript regular expression.
   */
  pattern?: string;
  /**
   * The value unless one is given; without it one must be given.
   */
  default?: string;
}
export interface GateQuery {
  id: Id;
  title: Title;
  /**
   * PromQL. `{name}` stands for a parameter: in a string for its value, elsewhere for a number or duration. `{{` stands for a brace.
   */
  query: string;
  /**
   * What must hold, such as `< 0.01`, `>= baseline`, `<= baseline * 1.2 + 0.05` or `<= last-good * 1.1`.
   */
  condition: string;
  /**
   * What several series mean: `every` one must fulfil the condition, `any` one must, or the `sum`, `min`, `max` or `avg` of them; `only`: more than one is an error.
   */
  reduce: 'every' | 'any' | 'sum' | 'min' | 'max' | 'avg' | 'only';
  /**
   * What an answer without any series means.
   */
  on_no_data: 'fail' | 'inconclusive';
  /**
   * What a value means that is not a number.
   */
  on_nan: 'fail' | 'inconclusive';
  /**
   * What it means that Prometheus does not answer, or with an error.
   */
  on_error: 'fail' | 'inconclusive';
  /**
   * Time before the first measurement. Default: 0s.
   */
  initial_delay?: string;
  /**
   * Time from one measurement to the next. Default: 15s.
   */
  interval?: string;
  /**
   * Measurements at most. Default: 1.
   */
  count?: number;
  /**
   * The query fails with one failed measurement more than this. Default: 0.
   */
  failure_limit?: number;
  /**
   * The query is inconclusive with one inconclusive measurement more than this. Default: 0.
   */
  inconclusive_limit?: number;
  /**
   * Successes in a row after which the query passes at once, and without which it never does. Default: 0, which takes all measurements.
   */
  consecutive_success_limit?: number;
}
