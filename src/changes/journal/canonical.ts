/**
 * A value as the one text that all writers of it give: keys in the order of their UTF-16 code units, no blanks, numbers
 * and strings as ECMAScript writes them (RFC 8785, 3.2). Keys without a value are left out, as JSON does.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
    const ordered = members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${ordered.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
