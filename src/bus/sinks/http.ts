import { Agent as HttpAgent, type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent as HttpsAgent, request as secureRequest } from 'node:https';
import type { BufferedEvent } from '../buffer/record.js';
import type { HttpSinkOptions } from '../options.js';
import { readSecret } from './secretFile.js';
import { type Delivery, SendFailure, type Sink } from './sink.js';

/** Milliseconds for one batch, from the connection to the end of the answer. */
const patience = 10_000;

/**
 * Posts events as a batch (CloudEvents, HTTP protocol binding 1.0, 3.3). Any 2xx status acknowledges all of it; the
 * receiver knows doubles by their ids.
 */
export class HttpSink implements Sink {
  readonly #options: HttpSinkOptions;
  readonly #patience: number;
  #agent: HttpAgent | HttpsAgent | undefined;
  /** How many events the receiver is thought to take at once. */
  #most = Number.POSITIVE_INFINITY;

  constructor(options: HttpSinkOptions, milliseconds = patience) {
    this.#options = options;
    this.#patience = milliseconds;
  }

  async send(events: readonly BufferedEvent[]): Promise<Delivery> {
    const batch = events.slice(0, this.#most);
    try {
      await this.#post(batch);
      return { acknowledged: batch.length };
    } catch (error) {
      const failure =
        error instanceof SendFailure ? error : new SendFailure('unreachable', told(error), { cause: error });
      if (failure.reason === 'too_large') this.#most = Math.max(1, Math.floor(batch.length / 2));
      return { acknowledged: 0, failure };
    }
  }

  async close(): Promise<void> {
    this.#agent?.destroy();
    this.#agent = undefined;
  }

  async #post(batch: readonly BufferedEvent[]): Promise<void> {
    const { url } = this.#options;
    const isSecure = url.startsWith('https:');
    this.#agent ??= await this.#connectAnew(isSecure);
    const body = Buffer.concat([
      opening,
      ...batch.flatMap(({ json }, index) => (index === 0 ? [json] : [comma, json])),
      closing,
    ]);
    const headers = {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      'content-length': body.length,
      ...(await this.#authorization()),
    };
    const signal = AbortSignal.timeout(this.#patience);
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const send = isSecure ? secureRequest : plainRequest;
        const request = send(url, { method: 'POST', headers, agent: this.#agent, signal }, resolve);
        request.once('error', reject);
        request.end(body);
      });
      // What it says is of no interest, but it has to be read before the connection serves again; never without end.
      answer.resume();
      await ended(answer, signal);
      judge(answer.statusCode ?? 0);
    } catch (error) {
      await this.close();
      throw failureOf(error, signal);
    }
  }

  /** A connection of its own with the certificates as they are now. */
  async #connectAnew(isSecure: boolean): Promise<HttpAgent | HttpsAgent> {
    const { caFile } = this.#options;
    const usual = { keepAlive: true, maxSockets: 1 };
    if (!isSecure) return new HttpAgent(usual);
    return new HttpsAgent({ ...usual, ...(caFile === undefined ? {} : { ca: await readSecret(caFile) }) });
  }

  async #authorization(): Promise<{ readonly authorization?: string }> {
    const { credentials } = this.#options;
    switch (credentials.kind) {
      case 'none':
        return {};
      case 'bearer':
        return { authorization: `Bearer ${await readSecret(credentials.tokenFile)}` };
      case 'basic': {
        const pair = `${credentials.username}:${await readSecret(credentials.passwordFile)}`;
        return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
      }
    }
  }
}

const opening = Buffer.from('[');
const comma = Buffer.from(',');
const closing = Buffer.from(']');

function ended(answer: IncomingMessage, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    answer.once('end', resolve);
    answer.once('error', reject);
    signal.addEventListener('abort', () => answer.destroy(new SendFailure('timeout', 'the answer does not end')), {
      once: true,
    });
  });
}

function judge(status: number): void {
  if (status >= 200 && status < 300) return;
  const message = `answered with status ${status}`;
  if (status === 401 || status === 403) throw new SendFailure('unauthorized', message);
  if (status === 413) throw new SendFailure('too_large', message);
  throw new SendFailure('rejected', message);
}

function failureOf(error: unknown, signal: AbortSignal): SendFailure {
  if (error instanceof SendFailure) return error;
  if (signal.aborted) return new SendFailure('timeout', 'no answer in time', { cause: error });
  const code = codeOf(error);
  const isTls = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code);
  return new SendFailure(isTls ? 'tls' : 'unreachable', told(error), { cause: error });
}

function told(error: unknown): string {
  return codeOf(error) === '' ? 'the request failed' : `the request failed: ${codeOf(error)}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
