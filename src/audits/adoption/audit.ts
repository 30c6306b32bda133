import { adoptionCodes } from '../../adoption/codes.js';
import { migrationList } from '../../adoption/migration.js';
import type { AdoptionReport } from '../../adoption/model.js';
import { OutlineCache } from '../../adoption/project/outlineCache.js';
import { readAdoption } from '../../adoption/read.js';
import { counted } from '../../document/wording.js';
import type { Audit, AuditTable } from '../audit.js';
import { blockedCounts } from '../graph/blocked.js';
import { components } from '../graph/components.js';
import { dependencyGraph } from '../graph/graph.js';
import type { AuditedMachine } from '../machine.js';

/** Lives as long as the program: an unchanged file is not parsed again. */
const cache = new OutlineCache();

/** Risk D: which agents inherit the shared base class, and which are still to be migrated, the most needed first? */
export const adoptionAudit: Audit = {
  name: 'adoption',
  risk: 'D',
  onRequest: true,
  codes: adoptionCodes,
  audit: async ({ machines, settings }) => {
    const reports: AdoptionReport[] = [];
    for (const { name, startupFile, projectRoot, agents } of machines) {
      reports.push(
        await readAdoption({ machine: name, startupFile, root: projectRoot, agents }, cache, settings.baseClass),
      );
    }
    cache.sweep();
    return {
      findings: reports.flatMap(({ findings }) => findings),
      tables: [adoptionTable(machines, reports)],
    };
  },
};

function adoptionTable(machines: readonly AuditedMachine[], reports: readonly AdoptionReport[]): AuditTable {
  const shares = machines.map(({ name }, index): [string, string] => {
    const states = (reports[index]?.agents ?? []).map(({ state }) => state);
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    const unknown = count('unknown');
    const rest = unknown === 0 ? '' : `, ${unknown} not known`;
    return [name, `${count('adopted')} of ${states.length} on the base class, ${count('legacy')} legacy${rest}`];
  });
  return { title: 'adoption', rows: [...shares, ...migrationRows(machines, reports)] };
}

/** The order in which to migrate. */
function migrationRows(machines: readonly AuditedMachine[], reports: readonly AdoptionReport[]): [string, string][] {
  const graph = dependencyGraph(machines.flatMap(({ agents }) => agents));
  const counts = blockedCounts(graph, components(graph));
  const dependents = new Map(
    graph.agents.map(({ machine, name }, index) => [`${machine}/${name}`, counts[index] ?? 0] as const),
  );
  const list = migrationList(
    reports.flatMap(({ agents }) => agents),
    (machine, agent) => dependents.get(`${machine}/${agent}`) ?? 0,
  );
  return list.map(({ adoption: { machine, agent }, dependents: count }, index) => [
    `migrate ${index + 1}`,
    `${machine}/${agent}${count === 0 ? '' : `, needed by ${counted(count, 'agent')}`}`,
  ]);
}
