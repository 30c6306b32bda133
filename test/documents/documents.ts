import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document for people: its path from the root of the tree, and its text. */
export interface Document {
  readonly file: string;
  readonly text: string;
}

const folders = ['docs', 'runbooks', 'examples', 'deploy'];

/** All documents of the tree. */
export function allDocuments(): Document[] {
  const below = folders.filter(existsSync).flatMap((folder) => {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
  });
  return ['README.md', ...below.sort()].map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}
