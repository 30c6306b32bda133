/** A matcher for one value of a label. Quotes and backslashes are escaped as Alertmanager reads them. */
export function is(label: string, value: string): string {
  return `${label}="${escaped(value)}"`;
}

/** A matcher for a label by a regular expression (RE2), which Alertmanager anchors at both ends. */
export function like(label: string, pattern: string): string {
  return `${label}=~"${escaped(pattern)}"`;
}

function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}
