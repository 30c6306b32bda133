import { redacted } from '../../redaction/redacted.js';
import type { GateQuery } from '../model.js';
import type { Measurement } from '../run.js';

/** A measurement as one line of JSON: all that is needed to ask the same again, and what came of it. */
export function recordLine(gate: string, query: GateQuery, measurement: Measurement): string {
  const { at, expression, measured, value, limit, why, warnings } = measurement;
  const line = {
    at: new Date(at).toISOString(),
    gate,
    query: query.id,
    expression,
    measured,
    value: jsonNumber(value),
    limit: jsonNumber(limit),
    why,
    warnings,
  };
  return `${redacted(JSON.stringify(line))}\n`;
}

/** JSON has no numbers for what is none, nor for infinity: they are written as text. */
export function jsonNumber(value: number | undefined): number | string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}
