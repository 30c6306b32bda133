/** A server that did not answer. */
interface Unanswered {
  /** Who was asked: `the exporter of alpha`. */
  readonly who: string;
  readonly at: string;
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Said as a finding is: what and where, why, what to do. */
export function unanswered({ who, at, why, remedy }: Unanswered): string {
  return advised(`${who} does not answer at ${at}`, why, remedy);
}

/** A problem with its reason and its remedy, in the lines that findings have. */
export function advised(problem: string, why: string | undefined, remedy: string): string {
  return `${problem}${why === undefined ? '' : `\n    why: ${why}`}\n    do:  ${remedy}`;
}
