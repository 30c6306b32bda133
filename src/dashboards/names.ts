/** The dashboards and their titles. Names are stable: addresses are made of them. */
export const boardTitles = {
  fleet: 'Fleet',
  agent: 'Agent',
  machine: 'Machine',
  ports: 'Ports and connections',
  logs: 'Logs and disks',
  credentials: 'Credentials and audit',
  hubs: 'Hubs',
  cutover: 'Cutover',
  risks: 'Risks and Phase 0',
} as const;

export type BoardName = keyof typeof boardTitles;

/** The stable id of a dashboard in Grafana, which is part of its address. */
export function uidOf(name: BoardName): string {
  return `fleetwatch-${name}`;
}
