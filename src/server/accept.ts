import type { Format } from '../exposition/text.js';

/** Which format a media range of an `Accept` header asks for; OpenMetrics only in the version that is spoken here. */
function formatOf({ type, parameters }: MediaRange): Format | undefined {
  const version = parameters.get('version');
  if (type === 'application/openmetrics-text') {
    return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
  }
  const isText = type === '*/*' || type === 'text/*' || type === 'text/plain';
  return isText && (version === undefined || version === '0.0.4') ? 'text' : undefined;
}

/**
 * The format that an `Accept` header (RFC 9110, 12.5.1) likes best; of equals the one it names first. Who accepts
 * neither gets the text format, as Prometheus' own exporters answer.
 *
 * Prometheus asks for `application/openmetrics-text;version=1.0.0;q=0.5,...,text/plain;version=0.0.4;q=0.3`: general
 * negotiators take a range with a parameter for another type than the one without.
 */
export function preferredFormat(header: string | undefined): Format {
  const wanted = (header ?? '')
    .split(',')
    .map(parseRange)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(formatOf).find((format) => format !== undefined) ?? 'text';
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** `q`, 0 to 1. */
  readonly weight: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim(), value.trim().replaceAll('"', '')];
    }),
  );
  const weight = Number(parameters.get('q') ?? 1);
  return { type, parameters, weight: Number.isFinite(weight) ? weight : 0 };
}
