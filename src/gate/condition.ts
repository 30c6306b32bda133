import { type Comparison, comparisons, type GateQuery, type Reference } from './model.js';

export type Condition = GateQuery['condition'];

const form =
  /^\s*(<=|<|>=|>|==|!=)\s*(?:([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(baseline|last-good)(?:\s*\*\s*(\d+(?:\.\d+)?))?(?:\s*([+-]\s*\d+(?:\.\d+)?))?)\s*$/;

/** Reads `<= baseline * 1.2 + 0.05`; `undefined` where the text is no condition, which the schema refuses too. */
export function parseCondition(text: string): Condition | undefined {
  const [, sign, number, kind, factor, plus] = form.exec(text) ?? [];
  const comparison = comparisons.find((one) => one === sign);
  if (comparison === undefined) return undefined;
  if (kind !== 'baseline' && kind !== 'last-good') {
    return { comparison, reference: { kind: 'number', value: Number(number) } };
  }
  const addend = plus === undefined ? 0 : Number(plus.replaceAll(/\s/g, ''));
  return { comparison, reference: { kind, factor: factor === undefined ? 1 : Number(factor), plus: addend } };
}

/** The condition as it is written in a file, in one way. */
export function conditionText({ comparison, reference }: Condition): string {
  return `${comparison} ${referenceText(reference)}`;
}

function referenceText(reference: Reference): string {
  if (reference.kind === 'number') return String(reference.value);
  const { kind, factor, plus } = reference;
  const scaled = factor === 1 ? kind : `${kind} * ${factor}`;
  return plus === 0 ? scaled : `${scaled} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
}

/** Whether `value` stands to `limit` as the comparison says (IEEE 754: not a number stands to nothing). */
export function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit && !Number.isNaN(value) && !Number.isNaN(limit);
  }
}

/** Values measured before, by the id of the query. */
export interface References {
  readonly baseline?: Readonly<Record<string, number>> | undefined;
  readonly lastGood?: Readonly<Record<string, number>> | undefined;
}

/** The number that the query is held against; `undefined` where nothing usable was measured before. */
export function limitOf({ id, condition: { reference } }: GateQuery, references: References): number | undefined {
  if (reference.kind === 'number') return reference.value;
  const measured = reference.kind === 'baseline' ? references.baseline : references.lastGood;
  const before = measured !== undefined && Object.hasOwn(measured, id) ? measured[id] : undefined;
  if (before === undefined || !Number.isFinite(before)) return undefined;
  return before * reference.factor + reference.plus;
}
