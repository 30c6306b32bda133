import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { shownText } from './shownText.js';

/** What a migration does to a file, as a unified diff; values that may be credentials are not in it. */
export function migrationDiff(file: string, before: string, after: string): string {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const [old, current] = [shownText(before), shownText(after)];
  return createTwoFilesPatch(file, `${file} (current layout)`, old, current, undefined, undefined, options);
}
