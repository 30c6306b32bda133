/** Where a credential shows. */
export const surfaces = ['cmdline', 'environ', 'config', 'code', 'log'] as const;
export type Surface = (typeof surfaces)[number];

/**
 * How the bytes are divided: `arguments` are those of `/proc/<pid>/cmdline`, `environment` those of
 * `/proc/<pid>/environ` (both end each part with NUL, proc(5)); `text` is anything else.
 */
export type Form = 'text' | 'arguments' | 'environment';

/**
 * One credential in a piece of bytes. It holds offsets and never the value, so that it can be handed on without harm.
 */
export interface Leak {
  /** Id of the rule that found it. */
  readonly rule: string;
  /** Offset of the first byte of the secret itself, without name, quotes or scheme. */
  readonly start: number;
  /** Offset after its last byte. */
  readonly end: number;
}

/** Finds credentials. Keeps nothing of what it has seen. */
export interface Scanner {
  /**
   * Bytes that a credential with all that tells of it can span at most. Whoever reads in pieces keeps so many of the
   * former piece.
   */
  readonly window: number;
  /** All credentials in `bytes` from `from` on, in the order of their starts; none overlaps another. */
  scan(bytes: Uint8Array, form: Form, from?: number): readonly Leak[];
}
