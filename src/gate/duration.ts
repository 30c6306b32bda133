const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** `1m30s` in seconds, in the form that the schema of gates accepts (`#/$defs/duration`). */
export function durationSeconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(ms|[dhms])/g)];
  // Whole milliseconds: 0.1 + 0.2 is no duration that anybody wrote.
  const milliseconds = parts.reduce((sum, [, count, unit = 's']) => {
    return sum + Math.round(Number(count) * (unitSeconds[unit] ?? 0) * 1000);
  }, 0);
  return milliseconds / 1000;
}

/** Seconds as people read them: `1m30s`, `0.25s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(3))}s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : `${count}${unit}`)).join('');
}
