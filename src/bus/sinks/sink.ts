import type { BufferedEvent } from '../buffer/record.js';

/** Why events were not taken. Nothing in here quotes a credential or an answer. */
const failureReasons = [
  /** A file with a credential or certificate cannot be read, or is empty. */
  'credentials',
  /** Nobody listens, or the way there is broken. */
  'unreachable',
  /** It listens, and does not answer in time. */
  'timeout',
  /** It does not know us. */
  'unauthorized',
  /** Certificates do not fit, or the server speaks no TLS. */
  'tls',
  /** No stream takes the subject, or not the one that is wanted. */
  'no_stream',
  /** It answered, and took nothing. */
  'rejected',
  /** More at once than it takes. */
  'too_large',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Thrown within a sink; `message` is for the log. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What became of events that were sent in their order. */
export interface Delivery {
  /** So many of them, from the first on, were taken for good. */
  readonly acknowledged: number;
  /** Why the next one was not. */
  readonly failure?: SendFailure;
}

/** Where events go to. */
export interface Sink {
  /** Sends events in their order; resolves when as many as could were acknowledged. Never rejects. One call at a time. */
  send(events: readonly BufferedEvent[]): Promise<Delivery>;
  /** Ends the connection; what is being sent then fails. */
  close(): Promise<void>;
}
