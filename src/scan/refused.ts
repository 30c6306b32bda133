/** Something was asked for that cannot be done, in words for the user. */
export class ScanRefused extends Error {
  override readonly name = 'ScanRefused';
}
