import { fenced, item } from './markdown.js';
import { shellLine } from './shell.js';

/** What somebody does, as the data of the guide have it. */
export interface Act {
  readonly do: string;
  readonly run?: readonly string[];
}

/** A numbered list of what is done, with commands to copy. */
export function actsList(acts: readonly Act[]): string {
  return acts
    .map(({ do: text, run }, index) =>
      item(text.trim(), run === undefined ? '' : fenced('sh', shellLine(run)), `${index + 1}.`),
    )
    .join('\n\n');
}
