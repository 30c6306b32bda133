/** The floors of the house, the highest first. Imports go down, never up. */
const floors = [
  ['^src/cli/'],
  ['^src/stack/', '^src/doctor/', '^src/status/'],
  ['^src/metricCatalogue\\.ts$'],
  ['^src/serve\\.ts$'],
  [
    '^src/(collection|phase0|changeDuty|busDuty|receptionDuty|busEntries|firstPasses)\\.ts$',
    '^src/reload\\.ts$',
    '^src/logging\\.ts$',
  ],
  ['^src/server/'],
  ['^src/collectors/'],
  ['^src/watchpost\\.ts$', '^src/ownMetrics\\.ts$', '^src/(storage|network|inspection)\\.ts$'],
  ['^src/exposition/', '^src/scan/'],
  ['^src/triggers/'],
  ['^src/changes/'],
  ['^src/dashboards/'],
  ['^src/runbooks/'],
  ['^src/drift/', '^src/sockets/', '^src/leakWatch/'],
  ['^src/health/', '^src/processes/', '^src/discovery/', '^src/logs/', '^src/(hubs|nats|peers)/'],
  ['^src/check/', '^src/migrate/', '^src/alerting/'],
  ['^src/audits/'],
  ['^src/(settings(Findings|Alerting|Changes|Bus|Hubs|Nats|Peers|\\.generated)?|exporterAddress)\\.ts$'],
  ['^src/gate/'],
  ['^src/adoption/'],
  ['^src/fleet/'],
  ['^src/document/'],
  ['^src/acknowledgements/'],
  ['^src/redaction/'],
  ['^src/leaks/'],
  ['^src/finding\\.ts$'],
];

const upward = floors.slice(1).map((floor, index) => ({
  name: `floor-${floors.length - index - 1}-imports-downward`,
  comment: 'imports go down the house, never up',
  severity: 'error',
  from: { path: floor },
  to: { path: floors.slice(0, index + 1).flat() },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...upward,
    {
      name: 'collectors-stand-alone',
      comment: 'a collector asks one question and knows no other collector',
      severity: 'error',
      from: { path: '^src/collectors/' },
      to: { path: '^src/collectors/' },
    },
    {
      name: 'ground-floor',
      comment:
        'readers of the machine, probes, state, cron and version know nothing of the project but its small tools',
      severity: 'error',
      from: { path: '^src/(system|probes|state|bus|cron|version|prometheus|promql|files|http)(/|\\.ts)' },
      to: { path: '^src/', pathNot: '^src/($1/|http/|(isRecord|parsedJson|syncFolder|systemCode)\\.ts)' },
    },
    {
      name: 'fleet-knows-findings-and-documents',
      severity: 'error',
      from: { path: '^src/fleet/' },
      to: { path: '^src/', pathNot: '^src/(fleet/|document/|finding\\.ts)' },
    },
    {
      name: 'leaks-know-findings',
      severity: 'error',
      from: { path: '^src/leaks/' },
      to: { path: '^src/', pathNot: '^src/(leaks/|finding\\.ts)' },
    },
    {
      name: 'simulator-stands-alone',
      comment: 'what is watched shares nothing with what watches',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/', pathNot: '^src/simulator/' },
    },
    {
      name: 'who-may-start-processes',
      comment: 'only stack/, changes/ and simulator/ start processes',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(stack|changes|simulator)/' },
      to: { path: '(^|/)(child_process|cluster|execa|node_modules/execa)' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
