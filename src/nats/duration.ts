const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, µs: 1e-6, us: 1e-6, ns: 1e-9 };

/** Seconds of a duration as Go prints it, such as `1m2.5s` or `188µs` (https://pkg.go.dev/time#Duration.String). */
export function secondsOfGo(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|m|s|µs|us|ns))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|us|ns)/g);
  return Array.from(parts).reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 0), 0);
}
