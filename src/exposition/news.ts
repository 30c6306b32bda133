import { type Finding, formatPlace } from '../finding.js';

/** Findings that were not there before. What a finding says of itself may change, such as a size, and is no news. */
export function newFindings(before: readonly Finding[], now: readonly Finding[]): Finding[] {
  if (now.length === 0) return [];
  const known = new Set(before.map(keyOf));
  return now.filter((finding) => !known.has(keyOf(finding)));
}

function keyOf({ code, place, agent = '' }: Finding): string {
  return `${code} ${formatPlace(place)} ${agent}`;
}
