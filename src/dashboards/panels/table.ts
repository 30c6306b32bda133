import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { thresholds } from '../colours.js';
import type { Limit } from '../limits.js';
import { link, type Target } from '../links.js';
import { type Frame, framed } from './frame.js';

/** How the value of a query, or a label, is shown as a column. */
export interface Column {
  /** A label, or the name that `values` gives the value of a query. */
  readonly name: string;
  readonly unit?: string;
  readonly links?: readonly Target[];
  readonly mappings?: readonly dashboard.ValueMapping[];
  readonly limits?: readonly Limit[];
  readonly width?: number;
}

interface TableLook {
  /** The columns that are shown, in this order. */
  readonly columns: readonly Column[];
  /** A name for the value of each query, in their order; nothing where the value says nothing. */
  readonly values: readonly (string | undefined)[];
}

/** Rows as they are now: one a series, and the values of several queries side by side where their labels agree. */
export function table({ columns, values, ...frame }: Frame & TableLook): dashboard.Panel {
  const several = frame.queries.length > 1;
  const builder = new PanelBuilder()
    .filterable(true)
    .transformations([
      ...(several ? [{ id: 'merge', options: {} }] : []),
      { id: 'organize', options: organized(columns, values, several) },
    ]);
  for (const column of columns) {
    const properties = propertiesOf(column);
    if (properties.length > 0) builder.overrideByName(column.name, properties);
  }
  return framed(builder, frame, 'rows');
}

/** What a single query calls `Value` is `Value #A` beside others. */
function organized(columns: readonly Column[], values: readonly (string | undefined)[], several: boolean) {
  const named = values.map(
    (name, index) => [several ? `Value #${String.fromCharCode(65 + index)}` : 'Value', name] as const,
  );
  const shown = columns.map(({ name }) => named.find(([, given]) => given === name)?.[0] ?? name);
  return {
    excludeByName: {},
    includeByName: Object.fromEntries(shown.map((name) => [name, true])),
    indexByName: Object.fromEntries(shown.map((name, index) => [name, index])),
    renameByName: Object.fromEntries(named.filter(([, name]) => name !== undefined)),
  };
}

function propertiesOf({ unit, links, mappings, limits, width }: Column): dashboard.DynamicConfigValue[] {
  const coloured = [
    ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
    ...(limits === undefined ? [] : [{ id: 'thresholds', value: thresholds(limits).build() }]),
  ];
  return [
    ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
    ...(width === undefined ? [] : [{ id: 'custom.width', value: width }]),
    ...(links === undefined ? [] : [{ id: 'links', value: links.map((target) => link(target).build()) }]),
    ...coloured,
    ...(coloured.length === 0 ? [] : [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]),
  ];
}
