/** What Grafana puts in place of variables, at the least that it can be: all machines, the shortest rate interval. */
export function interpolate(expr: string, values: Readonly<Record<string, string>> = {}): string {
  const known: Readonly<Record<string, string>> = { machine: '.*', __rate_interval: '1m', ...values };
  return expr.replaceAll(/\$(\w+)/g, (whole, name: string) => known[name] ?? whole);
}
