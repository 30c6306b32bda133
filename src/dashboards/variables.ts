import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

/** The Prometheus that every query asks. */
export const dataSource = { type: 'prometheus', uid: '$datasource' } as const;

function dataSourceVariable() {
  return new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');
}

function values(name: string, title: string, selector: string, labelName: string) {
  const query = `label_values(${selector}, ${labelName})`;
  return new dashboard.QueryVariableBuilder(name)
    .label(title)
    .datasource(dataSource)
    .query(query)
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
}

/** Targets, not what they say: a machine that does not answer is the one that is looked for. */
const targets = 'up{job="fleetwatch"}';

const all = { selected: true, text: ['All'], value: ['$__all'] };

/** Any number of machines, or all. */
export function machines() {
  return values('machine', 'Machine', targets, 'machine').multi(true).includeAll(true).allValue('.*').current(all);
}

/** One machine. */
export function oneMachine() {
  return values('machine', 'Machine', targets, 'machine');
}

/** One agent of the machine. */
export function oneAgent() {
  return values('agent', 'Agent', 'fleet_agent_info{machine="$machine"}', 'agent');
}

/** One change, of whatever machine keeps it. */
export function oneChange() {
  return values('change', 'Change', 'fleet_change_info{machine=~"$machine"}', 'change').sort(
    dashboard.VariableSort.AlphabeticalDesc,
  );
}

/** The data source first, those of the board, then where runbooks are served: any exporter of the machines has all of them. */
export function variables(own: readonly dashboard.QueryVariableBuilder[]) {
  return [
    dataSourceVariable(),
    ...own,
    values('exporter', 'Runbooks at', 'up{job="fleetwatch",machine=~"$machine"}', 'instance'),
    new dashboard.CustomVariableBuilder('scheme')
      .label('over')
      .values('http,https')
      .current({ selected: true, text: 'http', value: 'http' })
      .options([
        { selected: true, text: 'http', value: 'http' },
        { selected: false, text: 'https', value: 'https' },
      ]),
  ];
}
