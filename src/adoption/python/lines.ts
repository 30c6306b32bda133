/** A position in a text; lines and columns count from 1, columns in UTF-16 code units. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Finds the line and column of an offset. */
export type SpotOf = (offset: number) => Spot;

const lineFeed = 10;
const carriageReturn = 13;

/** Lines end as Python ends them: line feed, carriage return, or both (reference manual, 2.1.2 Physical lines). */
export function spotsOf(text: string): SpotOf {
  const starts = lineStarts(text);
  return (place) => {
    // Between the two characters of one line end is still the end of that line.
    const offset = text.startsWith('\r\n', place - 1) ? place - 1 : place;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) continue;
    if (code === lineFeed || code === carriageReturn) starts.push(at + 1);
  }
  return starts;
}
