/** The word of the system for what went wrong, such as `ENOENT` (errno(3)). */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
