import type { MachineSettings } from '../settings.js';
import type { StackAddresses } from './configuration.js';
import type { Service } from './service.js';

/** What runs where, and what to do next. */
export function stackTable(
  services: readonly Service[],
  addresses: StackAddresses,
  machines: readonly MachineSettings[],
  runDirectory: string,
): string {
  const urls = new Map<string, string>([
    ['prometheus', `http://${addresses.prometheus}`],
    ['alertmanager', `http://${addresses.alertmanager}`],
    ['pager', `http://${addresses.pager}/pages`],
    ...(addresses.second === undefined
      ? []
      : ([
          ['prometheus-second', `http://${addresses.second.prometheus}`],
          ['alertmanager-second', `http://${addresses.second.alertmanager}`],
          ['store', `http://${addresses.second.store}`],
        ] as const)),
    ...(addresses.grafana === undefined ? [] : [['grafana', `http://${addresses.grafana}`] as const]),
    ...[...addresses.exporters].map(([machine, address]) => [`fleetwatch-${machine}`, `http://${address}`] as const),
  ]);
  const rows = services.map(({ order, process }) => [order.name, String(process.pid), urls.get(order.name) ?? '-']);
  const watched = machines.map(({ name, address }) => `${name} (${address})`).join(', ');
  return [
    '',
    ...columns([['service', 'pid', 'address'], ...rows]),
    '',
    `watching ${watched}; logs and pages in ${runDirectory}`,
    'pages appear here; Ctrl-C ends everything',
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
