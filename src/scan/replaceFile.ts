import { rename, writeFile } from 'node:fs/promises';

/** Whoever reads the file meanwhile has either the former text or the new one: rename(2) is atomic. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
