/** A matcher for one value of a label. Quotes and backslashes are escaped as Alertmanager reads them. */
export function is(label: string, value: string): string {
  return `${label}="${escaped(value)}"`;
}

/** A matcher for a label by a regular expression (RE2), which Alertmanager anchors at both ends. */
export function like(label: string, pattern: string): string {
  return `${label}=~"${escaped(pattern)}"`;
}

/** A matcher for a label that is not this value; `''` is a label that is not there. */
export function isNot(label: string, value: string): string {
  return `${label}!="${escaped(value)}"`;
}

/** A matcher for a label that a regular expression does not fit. */
export function unlike(label: string, pattern: string): string {
  return `${label}!~"${escaped(pattern)}"`;
}

function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}
