/** A metric family: one name, one meaning, one set of labels. Declared once, beside the collector it belongs to. */
export interface Family<Label extends string = string, Type extends FamilyType = FamilyType> {
  readonly name: string;
  readonly type: Type;
  readonly help: string;
  readonly labels: readonly Label[];
}

export type FamilyType = 'gauge' | 'counter' | 'histogram';

/** A value that may go up and down. */
export function gauge<const Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
): Family<Label, 'gauge'> {
  return { name, type: 'gauge', help, labels };
}

/** A value that only grows, and starts anew with the process it counts in. */
export function counter<const Label extends string>(
  name: `${string}_total`,
  help: string,
  labels: readonly Label[],
): Family<Label, 'counter'> {
  return { name, type: 'counter', help, labels };
}

/** A distribution in cumulative buckets. */
export function histogram<const Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[],
): Family<Label, 'histogram'> {
  return { name, type: 'histogram', help, labels };
}
