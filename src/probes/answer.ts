/** Whom to ask. `host` is a name or an IP address without brackets. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
}

export interface ProbeLimits {
  /** For everything together: name lookup, connection, question and the last byte of the answer. */
  readonly timeoutMs: number;
  /** Largest answer body that is read, in bytes. */
  readonly answerBytes: number;
  /** Ends the probe early, as `unasked`. */
  readonly signal?: AbortSignal;
}

/**
 * What came back from one question. `reason` is a short stable phrase that never holds a byte of what the
 * agent said, since answers can hold credentials. A probe says what it saw and does not judge health.
 */
export type Outcome =
  | { readonly kind: 'answered'; readonly body: Buffer; readonly httpStatus?: number; readonly contentType?: string }
  /** TCP only: the connection was accepted, and nothing was asked. */
  | { readonly kind: 'connected' }
  /** Nobody listens there. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No complete answer in time, whether the connection was accepted or left waiting. */
  | { readonly kind: 'hung'; readonly reason: string }
  /** Not the protocol, too large, or cut off in the middle. */
  | { readonly kind: 'invalid'; readonly reason: string }
  /** This side could not ask, so nothing was learnt about the agent: aborted, out of files, name server silent. */
  | { readonly kind: 'unasked'; readonly reason: string };

/** An outcome and how long it took, in seconds. */
export type Answer = Outcome & { readonly seconds: number };

/** Asks one agent once. Never rejects. */
export type Probe = (target: ProbeTarget, limits: ProbeLimits) => Promise<Answer>;
