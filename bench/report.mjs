/** Figures as rows, and rows as text. */

/**
 * @typedef {'s' | 'ms' | 'bytes' | '%' | '/s' | ''} Unit
 *
 * @typedef {object} Row
 * @property {string} part
 * @property {string} figure
 * @property {Unit} unit of `ours` and `theirs`
 * @property {number} ours
 * @property {number} [theirs]
 * @property {string} [against] what `theirs` was measured on
 * @property {number} [ratio] `ours` by `theirs`
 * @property {{ atMost: number } | { atLeast: number }} [aim] for the ratio, or for `ours` where there is none
 * @property {boolean} [met]
 * @property {string} [note]
 */

/**
 * Completes a row: the ratio, and whether the aim is met.
 *
 * @param {Omit<Row, 'ratio' | 'met'>} given
 * @returns {Row}
 */
export function row(given) {
  const ratio = given.theirs === undefined ? undefined : given.ours / given.theirs;
  const judged = ratio ?? given.ours;
  const { aim } = given;
  if (aim === undefined) return { ...given, ratio };
  return { ...given, ratio, met: 'atMost' in aim ? judged <= aim.atMost : judged >= aim.atLeast };
}

const columns = ['part', 'figure', 'fleetwatch', 'compared with', 'ratio', 'aim', ''];

/** @param {readonly Row[]} rows */
export function table(rows) {
  const cells = [columns, ...rows.map(cellsOf)];
  const widths = columns.map((_column, index) => Math.max(...cells.map((line) => line[index].length)));
  const line = (texts) =>
    texts
      .map((text, index) => text.padEnd(widths[index]))
      .join('  ')
      .trimEnd();
  const notes = rows.flatMap(({ part, figure, note }) => (note === undefined ? [] : [`${part}, ${figure}: ${note}`]));
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line), '', ...notes]
    .join('\n')
    .trimEnd();
}

function cellsOf({ part, figure, unit, ours, theirs, against, ratio, aim, met }) {
  return [
    part,
    figure,
    quantity(ours, unit),
    theirs === undefined ? '' : `${quantity(theirs, unit)} ${against ?? ''}`.trim(),
    ratio === undefined ? '' : digits(ratio),
    aim === undefined ? '' : 'atMost' in aim ? `<= ${aim.atMost}` : `>= ${aim.atLeast}`,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

/**
 * @param {number} value
 * @param {Unit} unit
 */
function quantity(value, unit) {
  switch (unit) {
    case 's':
      return value < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
    case 'bytes':
      return `${digits(value / 1e6)} MB`;
    default:
      return `${digits(value)} ${unit}`.trim();
  }
}

/** Three significant digits. */
function digits(value) {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
