import { isIP } from 'node:net';
import type { Authenticator, NatsConnection, TlsOptions } from '@nats-io/transport-node';
import type { NatsCredentials, NatsSinkOptions } from '../options.js';
import { readSecret } from './secretFile.js';
import { SendFailure } from './sink.js';

/** Milliseconds for a connection, with TLS and credentials. */
const patience = 5000;
/** A server that answers no ping for twice as long is given up. */
const pingMilliseconds = 10_000;

/**
 * Connects to the first server that takes us, with credentials and certificates as they are in their files now. The
 * connection does not come back by itself, so that the next one reads them anew. Rejects with {@link SendFailure}.
 */
export async function connectNats(options: NatsSinkOptions, name: string): Promise<NatsConnection> {
  // Loaded only where it is used: the client takes some megabytes.
  const nats = await import('@nats-io/transport-node');
  const { servers, credentials, tls } = options;
  const authenticator = await authenticatorOf(nats, credentials);
  const certificates = tls === undefined ? undefined : await tlsOptions(tls);
  let failure = new SendFailure('unreachable', 'there is no server');
  for (const server of servers) {
    try {
      return await nats.connect({
        servers: server,
        name,
        reconnect: false,
        timeout: patience,
        pingInterval: pingMilliseconds,
        ignoreClusterUpdates: true,
        // A trace for each event costs more than sending it.
        noAsyncTraces: true,
        ...(authenticator === undefined ? {} : { authenticator }),
        ...(certificates === undefined ? {} : { tls: { ...certificates, ...identityOf(server) } }),
      });
    } catch (error) {
      failure = connectFailure(error, nats);
    }
  }
  throw failure;
}

/** The library gives TLS the names of servers, but no addresses: a certificate for one would be held against `localhost`. */
function identityOf(server: string): { readonly host?: string } {
  const host = new URL(server).hostname.replaceAll(/[[\]]/g, '');
  return isIP(host) === 0 ? {} : { host };
}

type Library = typeof import('@nats-io/transport-node');

async function authenticatorOf(nats: Library, credentials: NatsCredentials): Promise<Authenticator | undefined> {
  const bytes = async (file: string) => new TextEncoder().encode(await readSecret(file));
  switch (credentials.kind) {
    case 'none':
      return undefined;
    case 'password':
      return nats.usernamePasswordAuthenticator(credentials.username, await readSecret(credentials.passwordFile));
    case 'token':
      return nats.tokenAuthenticator(await readSecret(credentials.tokenFile));
    case 'nkey':
      return nats.nkeyAuthenticator(await bytes(credentials.seedFile));
    case 'credentials':
      return nats.credsAuthenticator(await bytes(credentials.file));
  }
}

async function tlsOptions({ caFile, certFile, keyFile }: NonNullable<NatsSinkOptions['tls']>): Promise<TlsOptions> {
  return {
    ...(caFile === undefined ? {} : { ca: await readSecret(caFile) }),
    ...(certFile === undefined ? {} : { cert: await readSecret(certFile) }),
    ...(keyFile === undefined ? {} : { key: await readSecret(keyFile) }),
  };
}

/** What the library says may quote what it was given: only its kind is told. */
function connectFailure(error: unknown, nats: Library): SendFailure {
  const { errors } = nats;
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((one) => one !== '') ?? '';
  const said = chain.map(({ message }) => message).join(' ');
  if (
    chain.some(
      (one) => one instanceof errors.AuthorizationError || one instanceof errors.UserAuthenticationExpiredError,
    )
  ) {
    return new SendFailure('unauthorized', 'the server refuses the credentials', { cause: error });
  }
  if (chain.some((one) => one instanceof errors.TimeoutError)) {
    return new SendFailure('timeout', 'no connection in time', { cause: error });
  }
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code) || /\btls\b|certificate/i.test(said)) {
    return new SendFailure('tls', code === '' ? 'no TLS with this server' : `no TLS with this server: ${code}`, {
      cause: error,
    });
  }
  // A seed or a credentials file that is none fails before anything is sent.
  if (/seed|nkey|credentials|invalid|base32|jwt/i.test(said)) {
    return new SendFailure('credentials', 'the credentials cannot be used', { cause: error });
  }
  return new SendFailure('unreachable', code === '' ? 'no connection' : `no connection: ${code}`, { cause: error });
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && chain.length < 5; one = one.cause) chain.push(one);
  return chain;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
