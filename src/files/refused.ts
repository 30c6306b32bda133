/** Something that is not done to files, and why; they are as they were. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused';
}
