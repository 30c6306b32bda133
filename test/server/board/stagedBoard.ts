import type { BookView } from '../../../src/changes/book.js';
import type { CollectorStanding } from '../../../src/exposition/exposition.js';
import type { Finding } from '../../../src/finding.js';
import type { Agent } from '../../../src/fleet/model.js';
import type { LastRun } from '../../../src/gate/kept/lastRuns.js';
import { type Health, unknownHealth } from '../../../src/health/patient.js';
import { noFileGaps } from '../../../src/leakWatch/files/gaps.js';
import type { LeakView } from '../../../src/leakWatch/view.js';
import { emptyTally } from '../../../src/logs/tally.js';
import type { LogView } from '../../../src/logs/view.js';
import { lookedBy } from '../../../src/runbooks/standing/telling.js';
import { LogGrowth } from '../../../src/server/board/growth.js';
import type { BoardSource } from '../../../src/server/board/source.js';
import type { PortView, RoleView } from '../../../src/sockets/portView.js';

/** 2026-11-22T10:00:00Z in Unix seconds. */
export const tenOClock = 1_795_341_600;

/** What the source is asked for that nobody has looked at. */
type Unseen = Pick<{ [Key in keyof Staged]: undefined }, 'needs' | 'ports' | 'logs' | 'leaks' | 'changes' | 'gates'>;

/** What a board is shown; each part can be another one from one request to the next. */
export interface Staged {
  agents: readonly Agent[];
  healths: Readonly<Record<string, Partial<Health>>>;
  findings: readonly Finding[];
  collectors: readonly CollectorStanding[];
  needs: ReturnType<BoardSource['needs']>;
  ports: PortView | undefined;
  logs: LogView | undefined;
  leaks: LeakView | undefined;
  changes: BookView | undefined;
  gates: readonly LastRun[] | undefined;
}

export function agent(name: string, parts: Partial<Agent> = {}): Agent {
  return {
    machine: 'alpha',
    name,
    group: 'core',
    scriptPath: `agents/${name}.py`,
    host: undefined,
    port: 7200,
    healthCheckPort: 8200,
    required: true,
    dependencies: [],
    place: { kind: 'file', file: 'startup.yaml', line: 1, column: 1 },
    ...parts,
  };
}

export function collector(name: string, parts: Partial<CollectorStanding> = {}): CollectorStanding {
  return {
    name,
    risk: undefined,
    runsWithScrapes: false,
    periodSeconds: 20,
    success: true,
    durationSeconds: 0.01,
    lastSuccessTimestamp: tenOClock - 5,
    skipped: 0,
    failure: undefined,
    ...parts,
  };
}

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    code: 'port-twice',
    risk: 'C',
    severity: 'error',
    place: { kind: 'file', file: 'startup.yaml', line: 12, column: 3 },
    message: 'two agents want port 7200',
    why: 'only one gets it',
    remedy: 'give one of them another port',
    machine: 'alpha',
    agent: 'Planner',
    ...parts,
  };
}

const healthy: Partial<Health> = {
  verdict: 'healthy',
  reason: 'says so itself',
  verdictTimestamp: tenOClock - 600,
  lastHealthyTimestamp: tenOClock - 3,
  lastProbeTimestamp: tenOClock - 3,
  route: { protocol: 'zeromq', port: 8200 },
};

export const everybodyLooks = ['fleet', 'audits', 'ports', 'adoption', 'logs', 'drift', 'leaks', 'changes'].map(
  (name) => collector(name),
);

/** A board of agents that are all healthy unless their health is staged otherwise, and of nothing else. */
export function stagedBoard(parts: Partial<Staged> = {}): { readonly staged: Staged; readonly source: BoardSource } {
  const unseen: Unseen = {
    needs: undefined,
    ports: undefined,
    logs: undefined,
    leaks: undefined,
    changes: undefined,
    gates: undefined,
  };
  const staged: Staged = { agents: [], healths: {}, findings: [], collectors: everybodyLooks, ...unseen, ...parts };
  const source: BoardSource = {
    machine: 'alpha',
    version: '1.2.3',
    startedAt: (tenOClock - 3600) * 1000,
    now: () => tenOClock * 1000,
    agents: () => staged.agents,
    health: (name) => ({ ...unknownHealth, ...healthy, ...staged.healths[name] }),
    findings: () => staged.findings,
    looked: () => lookedBy(new Set(staged.collectors.filter(({ success }) => success).map(({ name }) => name))),
    collectors: () => staged.collectors,
    load: () => ({ residentBytes: 90_000_000, cpuSeconds: 18 }),
    needs: () => staged.needs,
    portRange: () => ({ first: 5000, last: 9000 }),
    ports: () => staged.ports,
    logs: () => staged.logs,
    growth: new LogGrowth(),
    leaks: () => staged.leaks,
    changes: () => staged.changes,
    gates: () => staged.gates,
  };
  return { staged, source };
}

/** A fleet of any size, in groups of ten. */
export function fleetOf(size: number): Agent[] {
  return Array.from({ length: size }, (_, index) =>
    agent(`Agent${index}`, {
      group: `group ${Math.floor(index / 10)}`,
      port: 5000 + index,
      healthCheckPort: 7000 + 2 * index,
    }),
  );
}

/** Both configured ports of each agent listen. */
export function portsOf(agents: readonly Agent[]): PortView {
  const roles = agents.flatMap((one): RoleView[] => {
    const common = { agent: one, address: '127.0.0.1', derived: false, state: 'listening', holder: undefined } as const;
    return [
      { ...common, role: 'port', key: 'port', port: one.port },
      { ...common, role: 'health_check_port', key: 'health_check_port', port: one.healthCheckPort },
    ];
  });
  return {
    roles,
    rogue: [],
    unseen: 0,
    range: { size: 4001, used: roles.length, largestFree: 900 },
    ephemeral: { size: 28_232, destinations: [], otherPorts: 7 },
    states: [],
  };
}

/** Each agent has one file, and has written so many bytes. */
export function logsOf(agents: readonly Agent[], writtenBytes = 0): LogView {
  return {
    agents: agents.map(({ name }) => ({
      agent: name,
      tally: { ...emptyTally, files: 1, diskBytes: 4096 },
      writtenBytes,
      rotatedAt: 0,
      races: [],
      rotatedOpen: [],
      deleted: [],
    })),
    tree: {
      root: '/logs',
      files: agents.length,
      diskBytes: agents.length * 4096,
      unowned: { files: 0, diskBytes: 0, largest: [] },
      unownedRaces: [],
      gaps: { denied: 0, failed: 0, mount: 0, link: 0 },
      gapExamples: [],
      passedAt: tenOClock - 10,
      passSeconds: 0.25,
    },
    unseenProcesses: 0,
  };
}

/** All was looked through; only these leaks show, all on command lines. */
export function leaksOf(leaks: LeakView['leaks']): LeakView {
  const nothing = { open: 0, accepted: 0, lookedAt: tenOClock - 10 };
  return {
    surfaces: {
      cmdline: { ...nothing, open: leaks.length },
      environ: nothing,
      config: nothing,
      code: nothing,
      log: { ...nothing, lookedAt: 0 },
    },
    counts: [],
    credentials: [],
    leaks,
    unlisted: 0,
    acceptances: { expired: [], unmatched: [], nextEnd: undefined, findings: [] },
    processes: { count: 8, commandLinesRead: 8, environmentsRead: 2, unreadEnvironments: new Map() },
    files: { count: 12, gaps: noFileGaps, gapExamples: [] },
    logs: { files: 3, backlogBytes: 0, oldestUnreadAt: 0, gaps: new Map(), lookedAt: 0 },
    notSaved: undefined,
  };
}

export const leak: LeakView['leaks'][number] = {
  surface: 'cmdline',
  rule: 'npm-token',
  fingerprint: '0123456789abcdef',
  place: { kind: 'process', pid: 4711, startTimeTicks: 99 },
  agent: 'Planner',
  firstSeen: tenOClock - 60,
  lastSeen: tenOClock - 10,
  where: 'argument 3 of python3',
};

export function bookOf(changes: BookView['changes'], parts: Partial<BookView> = {}): BookView {
  return {
    changes,
    rollbacks: { done: 0, failed: 0, refused: 0, dry_run: 0 },
    awaitingApproval: new Set(),
    isSwitchedOff: false,
    journal: { entries: 12, isValid: true },
    findings: [],
    ...parts,
  };
}
