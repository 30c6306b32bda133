import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Limit } from './limits.js';

/** Names of Grafana's palette, which has a shade of each for dark and for light. */
export const good = 'green';
export const notice = 'blue';
export const warning = 'orange';
export const bad = 'red';
export const unsaid = 'text';

const ofSeverity: Readonly<Record<Limit['severity'], string>> = { critical: bad, warning, info: notice };

/** Colours by limits, all of which must have their bad side on the same side; without limits nothing is judged. */
export function thresholds(limits: readonly Limit[]): dashboard.ThresholdsConfigBuilder {
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps(limits));
}

function steps(limits: readonly Limit[]): dashboard.Threshold[] {
  const sorted = [...limits].sort((a, b) => a.value - b.value);
  const colours = sorted.map(({ severity }) => ofSeverity[severity]);
  const base = { value: null, color: limits.length === 0 ? unsaid : good };
  if (sorted[0]?.above !== false) {
    return [base, ...sorted.map(({ value }, index) => ({ value, color: colours[index] ?? good }))];
  }
  // Below the lowest number is the worst; each number begins what the next one colours, and above the last all is well.
  return [
    { value: null, color: colours[0] ?? good },
    ...sorted.map(({ value }, index) => ({ value, color: colours[index + 1] ?? good })),
  ];
}

/** How a state that is exported as a number is shown. */
export interface State {
  readonly text: string;
  readonly color: string;
}

/** States by their numbers. */
export function states(named: Readonly<Record<number, State>>): dashboard.ValueMapping {
  const options = Object.fromEntries(Object.entries(named).map(([code, state], index) => [code, { ...state, index }]));
  return { type: dashboard.MappingType.ValueToText, options };
}

/** Colours by text: of a label, say. */
export function words(colours: Readonly<Record<string, string>>): dashboard.ValueMapping {
  const options = Object.fromEntries(
    Object.entries(colours).map(([text, color], index) => [text, { color, text, index }]),
  );
  return { type: dashboard.MappingType.ValueToText, options };
}

/** Nothing of it is good, with a word for it; anything else is `color`. */
export function noneIsGood(none: string, color: string = bad): dashboard.ValueMapping[] {
  return [
    states({ 0: { text: none, color: good } }),
    { type: dashboard.MappingType.RangeToText, options: { from: 1, to: null, result: { color } } },
  ];
}

/** Other words for a text, in the colour that it has. */
export function renamed(texts: Readonly<Record<string, string>>): dashboard.ValueMapping {
  const options = Object.fromEntries(Object.entries(texts).map(([from, text], index) => [from, { text, index }]));
  return { type: dashboard.MappingType.ValueToText, options };
}

/** A question whose answer 1 has the colour given, and 0 the other one of the pair good and bad. */
export function yesOrNo(yes: string, no: string, color: string = bad): dashboard.ValueMapping[] {
  return [states({ 0: { text: no, color: color === good ? bad : good }, 1: { text: yes, color } })];
}
