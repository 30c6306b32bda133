/** Servers of the stack that this program belongs to, by the ports they have unless told otherwise. */
const servers: ReadonlyMap<number, string> = new Map([
  [3000, 'Grafana'],
  [4222, 'NATS'],
  [6379, 'Redis'],
  [8222, 'the monitoring of NATS'],
  [9090, 'Prometheus'],
  [9093, 'Alertmanager'],
  [9094, 'the mesh of Alertmanagers'],
  [9100, 'node-exporter'],
  [9115, 'blackbox-exporter'],
  [9877, 'fleetwatch'],
  [9879, 'the pager of fleetwatch'],
]);

/** Who has this port by custom. */
export function wellKnownServer(port: number): string | undefined {
  return servers.get(port);
}
