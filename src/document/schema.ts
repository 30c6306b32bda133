import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { closest, distance } from 'fastest-levenshtein';
import type { Finding, Severity } from '../finding.js';
import type { ParsedDocument, Path } from './parse.js';

/** A compiled JSON Schema 2020-12. */
export type Schema = ValidateFunction;

/** Compiles a schema; throws where the schema itself is wrong, which is a fault of the program. */
export function compileSchema(schema: object): Schema {
  return new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }).compile(schema);
}

export interface SchemaReading {
  /** A key the schema does not know: a warning in other people's files, an error in our own. */
  readonly unknownKey: Severity;
  /** Paths below these keys may hold credentials: their values are never quoted. */
  readonly secretKeys: ReadonlySet<string>;
}

/** Holds `value` (the document's value, perhaps with variables expanded) against the schema: one finding a problem. */
export function validate(schema: Schema, document: ParsedDocument, value: unknown, reading: SchemaReading): Finding[] {
  if (schema(value)) return [];
  const findings = new Map<string, Finding>();
  for (const error of schema.errors ?? []) {
    const finding = explain(error, document, reading);
    if (finding === undefined) continue;
    findings.set(`${finding.code} ${error.instancePath} ${finding.message}`, finding);
  }
  return [...findings.values()];
}

function explain(error: ErrorObject, document: ParsedDocument, reading: SchemaReading): Finding | undefined {
  const path = pathOf(error.instancePath);
  const at = { risk: 'G', severity: 'error', place: document.placeOfValue(path) } as const;
  const subject = path.length === 0 ? 'the file' : `\`${nameOf(path)}\``;
  const shown = path.some((step) => reading.secretKeys.has(String(step))) ? undefined : quote(error.data);
  const found = describe(error.data) + (shown === undefined ? '' : ` (${shown})`);
  switch (error.keyword) {
    case 'type':
      return {
        ...at,
        code: 'wrong-type',
        message: `${subject} must be ${wanted(error.params.type)}, found ${found}`,
        why: 'a value of the wrong type is taken for something else, or accepted and ignored',
        remedy: wrongTypeRemedy(error),
      };
    case 'required':
      return {
        ...at,
        place: document.placeOfKey(path),
        code: 'missing-key',
        message: `${subject} lacks \`${error.params.missingProperty}\``,
        why: 'without it the entry cannot be used',
        remedy: `add \`${error.params.missingProperty}\``,
      };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
      const near = nearest(key, knownKeys(error));
      return {
        ...at,
        severity: reading.unknownKey,
        place: document.placeOfKey([...path, key]),
        code: 'unknown-key',
        message: `unknown key \`${key}\`${near === undefined ? '' : `, did you mean \`${near}\`?`}`,
        why: 'a key that nobody reads has no effect; a mistyped one leaves its setting at the default',
        remedy: near === undefined ? 'remove it, or correct its name' : `rename it to \`${near}\`, or remove it`,
      };
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum': {
      const port = /(^|_)port$/.test(String(path.at(-1)));
      return {
        ...at,
        code: port ? 'port-out-of-range' : 'out-of-range',
        message: `${subject} must be ${error.params.comparison} ${error.params.limit}, found ${found}`,
        why: port ? 'TCP ports are 1 to 65535 (RFC 9293)' : 'a value out of range cannot be honoured',
        remedy: port
          ? 'choose a port from 1 to 65535'
          : `choose a value ${error.params.comparison} ${error.params.limit}`,
      };
    }
    case 'enum':
      return {
        ...at,
        code: 'invalid-value',
        message: `${subject} must be one of ${error.params.allowedValues.join(', ')}, found ${found}`,
        why: 'another value has no meaning here',
        remedy: `use one of ${error.params.allowedValues.join(', ')}`,
      };
    case 'if':
    case '$ref':
      return undefined;
    default:
      return {
        ...at,
        code: 'invalid-value',
        message: `${subject} ${error.message ?? 'is not valid'}, found ${found}`,
        why: 'the value has the right type but not the right form',
        remedy: String(error.parentSchema?.description ?? 'correct the value'),
      };
  }
}

function wrongTypeRemedy(error: ErrorObject): string {
  const types = [error.params.type].flat();
  if (types.includes('boolean')) return 'write `true` or `false` without quotes';
  if (types.includes('integer') || types.includes('number')) return 'write a plain number without quotes';
  return `write ${wanted(error.params.type)} here`;
}

function pathOf(pointer: string): Path {
  // RFC 6901: ~1 stands for /, ~0 for ~, in this order.
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function nameOf(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : (index > 0 ? '.' : '') + step)).join('');
}

function wanted(types: unknown): string {
  return [types].flat().map(article).join(' or ');
}

function article(type: unknown): string {
  const names: Record<string, string> = {
    object: 'a mapping',
    array: 'a list',
    integer: 'an integer',
    null: 'empty',
    boolean: 'a boolean',
  };
  return names[String(type)] ?? `a ${String(type)}`;
}

function describe(data: unknown): string {
  if (data === null) return 'nothing';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a mapping';
  return article(Number.isInteger(data) ? 'integer' : typeof data);
}

function quote(data: unknown): string | undefined {
  if (data === null || typeof data === 'object') return undefined;
  const text = JSON.stringify(data) ?? String(data);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function knownKeys(error: ErrorObject): string[] {
  const properties = error.parentSchema?.properties;
  const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return own.filter((key) => !hasKey(error.data, key));
}

function hasKey(data: unknown, key: string): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key);
}

/** The name that a typo most likely meant: at most a third of its letters (and at least one) away. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name.toLowerCase(), known);
  return distance(name.toLowerCase(), best.toLowerCase()) <= Math.max(1, Math.floor(name.length / 3))
    ? best
    : undefined;
}
