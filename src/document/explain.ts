import type { ErrorObject } from 'ajv';
import type { Finding, Severity } from '../finding.js';
import { didYouMean, nearest } from './nearest.js';
import type { ParsedDocument, Path } from './parse.js';
import { kindOf, pathName, quoted, shown, wantedTypes } from './wording.js';

/** How strictly, and how discreetly, a file is held against its schema. */
export interface SchemaReading {
  /** A key the schema does not know: a warning in other people's files, an error in our own. */
  readonly unknownKey: Severity;
  /**
   * Keys whose values findings may quote. All others are only described: a credential that stands in the wrong place,
   * by a mistake of indentation say, is one still.
   */
  readonly quotable: ReadonlySet<string>;
}

/** What a failed keyword of the schema means for the person who wrote the file. */
export function explain(error: ErrorObject, document: ParsedDocument, reading: SchemaReading): Finding {
  const path = pathOf(error.instancePath);
  if (error.propertyName !== undefined) return explainKey(error, error.propertyName, path, document, reading);
  const at = { risk: 'G', severity: 'error', place: document.placeOfValue(path) } as const;
  const subject = path.length === 0 ? 'the file' : `\`${pathName(path)}\``;
  const found = foundText(error, path, document, reading);
  switch (error.keyword) {
    case 'type':
      return {
        ...at,
        code: 'wrong-type',
        message: `${subject} must be ${wantedTypes(error.params.type)}, found ${found}`,
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
    case 'additionalProperties': {
      const key = String(error.params.additionalProperty);
      return unknownKey(key, knownKeys(error), path, document, reading);
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return {
        ...at,
        ...(/(^|_)port$/.test(String(path.at(-1)))
          ? {
              code: 'port-out-of-range',
              why: 'TCP ports are 1 to 65535 (RFC 9293, 3.1; 0 is reserved)',
              remedy: 'choose a port from 1 to 65535',
            }
          : {
              code: 'out-of-range',
              why: 'a value out of range cannot be honoured',
              remedy: `choose a value ${error.params.comparison} ${error.params.limit}`,
            }),
        message: `${subject} must be ${error.params.comparison} ${error.params.limit}, found ${found}`,
      };
    case 'enum':
      return {
        ...at,
        code: 'invalid-value',
        message: `${subject} must be one of ${error.params.allowedValues.join(', ')}, found ${found}`,
        why: 'another value has no meaning here',
        remedy: `use one of ${error.params.allowedValues.join(', ')}`,
      };
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

/** The schema may restrict the names of keys too: to known ones, or to a form. */
function explainKey(
  error: ErrorObject,
  key: string,
  path: Path,
  document: ParsedDocument,
  reading: SchemaReading,
): Finding {
  if (error.keyword === 'enum') {
    return unknownKey(key, error.params.allowedValues.map(String), path, document, reading);
  }
  return {
    risk: 'G',
    severity: 'error',
    code: 'invalid-value',
    place: document.placeOfKey([...path, key]),
    message: `the name \`${shown(key)}\` ${error.message ?? 'is not valid'}`,
    why: 'names are labels of metrics and parts of paths and Redis keys',
    remedy: String(error.parentSchema?.description ?? 'correct the name'),
  };
}

function unknownKey(
  key: string,
  known: readonly string[],
  path: Path,
  document: ParsedDocument,
  reading: SchemaReading,
): Finding {
  const near = nearest(key, known);
  return {
    risk: 'G',
    severity: reading.unknownKey,
    code: 'unknown-key',
    place: document.placeOfKey([...path, key]),
    message: `unknown key \`${shown(key)}\`${didYouMean(near)}`,
    why: 'a key that nobody reads has no effect; a mistyped one leaves its setting at the default',
    remedy: near === undefined ? 'remove it, or correct its name' : `rename it to \`${near}\`, or remove it`,
  };
}

function foundText(error: ErrorObject, path: Path, document: ParsedDocument, reading: SchemaReading): string {
  const key = path.findLast((step) => typeof step === 'string');
  const kind = kindOf(error.data);
  if (typeof key !== 'string' || !reading.quotable.has(key)) return kind;
  // A text is shown as it is written, not with its variables expanded: what they hold may be a credential.
  const text = quoted(typeof error.data === 'string' ? valueAt(document.value, path) : error.data);
  return text === undefined ? kind : `${kind} (${text})`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Object.getOwnPropertyDescriptor(inner, step)?.value : undefined,
    value,
  );
}

function wrongTypeRemedy(error: ErrorObject): string {
  const types = [error.params.type].flat();
  if (types.includes('boolean')) return 'write `true` or `false` without quotes';
  if (types.includes('integer') || types.includes('number')) return 'write a plain number without quotes';
  if (types.includes('string') && typeof error.data !== 'object') return 'put the value in quotes';
  return `write ${wantedTypes(error.params.type)} here`;
}

function pathOf(pointer: string): Path {
  // RFC 6901: ~1 stands for /, ~0 for ~, in this order.
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^(?:0|[1-9]\d{0,8})$/.test(step) ? Number(step) : step));
}

function knownKeys(error: ErrorObject): string[] {
  const properties: unknown = error.parentSchema?.properties;
  const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return known.filter((key) => !hasKey(error.data, key));
}

function hasKey(data: unknown, key: string): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key);
}
