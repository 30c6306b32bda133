import { boundedText } from '../http/body.js';
import { whyUnreached } from '../http/unreached.js';
import type { AlertsAnswer, Answer, ErrorAnswer, Fault, RulesAnswer, StatusAnswer } from './answer.js';
import { type Envelope, readAlerts, readEnvelope, readRules, readSeries, readStatus } from './read.js';
import { Slots } from './slots.js';

export interface ClientOptions {
  /** Time for one answer, body included, in seconds. Default: 10. */
  readonly timeoutSeconds?: number;
  /** Longest body of one answer, in bytes. Default: 2.5 MiB, which makes 10 MiB of all that are under way. */
  readonly answerBytes?: number;
}

/** A window of time, in Unix seconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
}

/** Questions under way at the same time; a Prometheus that is slow is not asked more. */
const atOnce = 4;

/** An address that no Prometheus can be asked at; the message is for whoever gave it. */
export class WrongAddress extends Error {
  override readonly name = 'WrongAddress';
}

/**
 * Asks one Prometheus (https://prometheus.io/docs/prometheus/latest/querying/api/). What goes wrong is part of the
 * answer: nothing here rejects. Time and length of every answer are bounded, redirects are not followed.
 */
export class PrometheusClient {
  readonly #base: URL;
  readonly #timeoutMilliseconds: number;
  readonly #answerBytes: number;
  readonly #slots = new Slots(atOnce);

  /** `address` may have a path, as behind a proxy. Throws {@link WrongAddress}. */
  constructor(address: string, { timeoutSeconds = 10, answerBytes = 2.5 * 1024 * 1024 }: ClientOptions = {}) {
    this.#base = baseOf(address);
    this.#timeoutMilliseconds = timeoutSeconds * 1000;
    this.#answerBytes = answerBytes;
  }

  /** The value of an expression at a time (Unix seconds), or now. */
  async query(expression: string, { at, signal }: { at?: number; signal?: AbortSignal } = {}): Promise<Answer> {
    const form = new URLSearchParams({ query: expression, timeout: this.#timeout() });
    if (at !== undefined) form.set('time', String(at));
    return seriesIn(await this.#ask('query', form, signal));
  }

  /** The values of an expression over a window. Prometheus gives at most 11,000 points a series. */
  async queryRange(expression: string, window: Window, signal?: AbortSignal): Promise<Answer> {
    const form = new URLSearchParams({
      query: expression,
      start: String(window.from),
      end: String(window.to),
      step: String(window.stepSeconds),
      timeout: this.#timeout(),
    });
    return seriesIn(await this.#ask('query_range', form, signal));
  }

  async alerts(signal?: AbortSignal): Promise<AlertsAnswer | ErrorAnswer> {
    const envelope = await this.#ask('alerts', undefined, signal);
    return 'data' in envelope ? readAlerts(envelope.data) : envelope;
  }

  async rules(signal?: AbortSignal): Promise<RulesAnswer | ErrorAnswer> {
    const envelope = await this.#ask('rules', undefined, signal);
    return 'data' in envelope ? readRules(envelope.data) : envelope;
  }

  async status(signal?: AbortSignal): Promise<StatusAnswer | ErrorAnswer> {
    const envelope = await this.#ask('status/buildinfo', undefined, signal);
    return 'data' in envelope ? readStatus(envelope.data) : envelope;
  }

  /** The server gives up before we do, and then says why. */
  #timeout(): string {
    return `${Math.max(1, Math.round(this.#timeoutMilliseconds * 0.9))}ms`;
  }

  /** Queries go as a form: they may be longer than a URL. */
  #ask(path: string, form: URLSearchParams | undefined, signal: AbortSignal | undefined): Promise<Envelope> {
    return this.#slots.run(async () => {
      const late = AbortSignal.timeout(this.#timeoutMilliseconds);
      try {
        const response = await fetch(new URL(`api/v1/${path}`, this.#base), {
          signal: signal === undefined ? late : AbortSignal.any([late, signal]),
          redirect: 'manual',
          headers: { accept: 'application/json', 'user-agent': 'fleetwatch' },
          ...(form === undefined ? {} : { method: 'POST', body: form }),
        });
        if (response.status >= 300 && response.status < 400) {
          await response.body?.cancel();
          return failed('redirected', `redirected (HTTP status ${response.status}), which is not followed`);
        }
        const body = await boundedText(response, this.#answerBytes);
        if (body === undefined) return failed('too-large', `an answer of more than ${this.#answerBytes} bytes`);
        return readEnvelope(body, response.status);
      } catch (error) {
        if (signal?.aborted) return failed('cancelled', 'cancelled');
        if (late.aborted) return failed('late', `no whole answer within ${this.#timeoutMilliseconds / 1000} s`);
        return failed('unreachable', whyUnreached(error));
      }
    });
  }
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new WrongAddress('the address of Prometheus is a URL such as http://127.0.0.1:9090');
  }
  if (url.username !== '' || url.password !== '') {
    throw new WrongAddress('the address of Prometheus may not hold credentials: process lists show it');
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function seriesIn(envelope: Envelope): Answer {
  return 'data' in envelope ? readSeries(envelope.data, envelope.warnings) : envelope;
}

function failed(fault: Fault, message: string): ErrorAnswer {
  return { kind: 'error', fault, message };
}
