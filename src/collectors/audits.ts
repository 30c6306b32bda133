import type { MachineNeeds } from '../audits/graph/view.js';
import type { AuditView } from '../audits/watch.js';
import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { Page, RecordedLines } from '../exposition/page.js';
import { type Finding, type Risk, severities } from '../finding.js';

const ofAgent = ['machine', 'agent'] as const;

const script = gauge(
  'fleet_agent_script_found',
  'Whether the script of the agent is where its script_path says; 0 also where nobody could look.',
  ofAgent,
);
const looked = gauge(
  'fleet_audit_scripts_looked_for',
  'Whether there was a project root to look for scripts in, and its file system answered.',
  ['machine'],
);
const open = gauge('fleet_audit_findings', 'What the audits have found wrong and is not mended, by code.', [
  'machine',
  'code',
  'risk',
  'severity',
]);
const byRisk = gauge(
  'fleet_audit_risk_findings',
  'What the audits have found wrong and is not mended, by risk; 0 where they looked and found nothing.',
  ['machine', 'risk', 'severity'],
);
const dependency = gauge(
  'fleet_agent_dependency',
  'The agent needs the other agent, of any machine, directly. Members of a cycle are not said to need each other.',
  [...ofAgent, 'depends_on_machine', 'depends_on'],
);
const inCycle = gauge(
  'fleet_agent_dependency_cycle',
  'Whether the agent is a member of a dependency cycle: it needs an agent that needs it.',
  ofAgent,
);
const dependents = gauge('fleet_agent_dependents', 'Agents of all machines that need the agent directly.', ofAgent);
const blocks = gauge(
  'fleet_agent_blocked_agents',
  'Agents of all machines that cannot work without the agent, as they need it directly or through others.',
  ofAgent,
);
const depth = gauge(
  'fleet_agent_dependency_depth',
  'Agents that stand one behind the other in the longest chain of what the agent needs.',
  ofAgent,
);
const wave = gauge(
  'fleet_agent_startup_wave',
  'Wave in which the agent can be started, over all machines, from 1; 0 where a cycle leaves it none.',
  ofAgent,
);
const cycles = gauge(
  'fleet_machine_dependency_cycles',
  'Dependency cycles that are closed by an agent of the machine; over all machines each counts once.',
  ['machine'],
);

/** All that this collector exports. */
export const auditsFamilies: readonly Family[] = [
  script,
  looked,
  open,
  byRisk,
  dependency,
  inCycle,
  dependents,
  blocks,
  depth,
  wave,
  cycles,
];

export interface AuditsSource {
  readonly machine: string;
  look(): Promise<AuditView>;
}

/** The risks of which the audits speak. */
const audited: readonly Risk[] = ['A', 'B', 'C', 'G'];
/** Agents whose lines are written at a time, before the event loop gets its turn. */
const agentsAtATime = 100;

/** Does the fleet, as it is written down, hold together: scripts, dependencies, ports, names? */
export function auditsCollector(source: AuditsSource): Collector {
  const { machine } = source;
  let written: { readonly needs: MachineNeeds; readonly lines: readonly RecordedLines[] } | undefined;
  return {
    name: 'audits',
    schedule: '0 * * * * *',
    // Thousands of scripts are looked for in some seconds; one that hangs is given up after 3 s.
    deadlineSeconds: 30,
    families: auditsFamilies,
    async collect({ page }) {
      const { findings, scriptsFound, scriptsLookedFor, needs } = await source.look();
      page.set(looked, { machine }, scriptsLookedFor ? 1 : 0);
      for (const { agent } of needs.agents) {
        page.set(script, { machine, agent: agent.name }, scriptsFound.has(agent.name) ? 1 : 0);
        await page.turn();
      }
      showFindings(page, machine, findings);
      if (written?.needs !== needs) written = { needs, lines: await writeNeeds(page, machine, needs) };
      for (const lines of written.lines) {
        page.replay(lines);
        await page.turn();
      }
      page.set(cycles, { machine }, needs.cycles);
      return findings;
    },
  };
}

function showFindings(page: Page, machine: string, findings: readonly Finding[]): void {
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.severity}`;
    const same = byCode.get(key);
    if (same === undefined) byCode.set(key, [finding]);
    else same.push(finding);
  }
  for (const same of byCode.values()) {
    const [first] = same;
    if (first === undefined) continue;
    const { code, risk, severity } = first;
    page.set(open, { machine, code, risk, severity }, same.length);
  }
  for (const risk of audited) {
    for (const severity of severities) {
      const count = findings.filter((finding) => finding.risk === risk && finding.severity === severity).length;
      page.set(byRisk, { machine, risk, severity }, count);
    }
  }
}

/** What follows from the start-up files alone is written once a load. */
async function writeNeeds(page: Page, machine: string, { agents }: MachineNeeds): Promise<RecordedLines[]> {
  const lines: RecordedLines[] = [];
  for (let from = 0; from < agents.length; from += agentsAtATime) {
    const some = agents.slice(from, from + agentsAtATime);
    lines.push(
      page.record((record) => {
        for (const each of some) {
          const at = { machine, agent: each.agent.name };
          record.set(inCycle, at, each.inCycle ? 1 : 0);
          record.set(dependents, at, each.dependents);
          record.set(blocks, at, each.blocks);
          record.set(depth, at, each.depth);
          record.set(wave, at, each.wave ?? 0);
          for (const needed of each.needs) {
            record.set(dependency, { ...at, depends_on_machine: needed.machine, depends_on: needed.name }, 1);
          }
        }
      }),
    );
    await page.turn();
  }
  return lines;
}
