import type { BusMode } from './mode.js';

/** How the HTTP sink knows itself to the receiver; the secret is in a file that is read anew for each connection. */
export type HttpCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly tokenFile: string }
  | { readonly kind: 'basic'; readonly username: string; readonly passwordFile: string };

export interface HttpSinkOptions {
  readonly url: string;
  readonly credentials: HttpCredentials;
  readonly caFile: string | undefined;
}

/** How the NATS sink knows itself to the server; secrets are in files. */
export type NatsCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly username: string; readonly passwordFile: string }
  | { readonly kind: 'token'; readonly tokenFile: string }
  | { readonly kind: 'nkey'; readonly seedFile: string }
  | { readonly kind: 'credentials'; readonly file: string };

export interface NatsSinkOptions {
  readonly servers: readonly string[];
  readonly credentials: NatsCredentials;
  readonly tls:
    | {
        readonly caFile: string | undefined;
        readonly certFile: string | undefined;
        readonly keyFile: string | undefined;
      }
    | undefined;
  /** The stream that has to take the events; unset: whichever listens to the subject. */
  readonly stream: string | undefined;
  readonly subjectPrefix: string;
}

export interface BufferOptions {
  /** Of all segments together. */
  readonly maxBytes: number;
  readonly maxAgeSeconds: number;
}

/** What a bus is by the settings. Files are absolute. */
export interface BusOptions {
  readonly mode: BusMode;
  readonly http: HttpSinkOptions | undefined;
  readonly nats: NatsSinkOptions | undefined;
  readonly buffer: BufferOptions;
  readonly heartbeatSeconds: number;
}
