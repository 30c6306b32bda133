import { changeWith } from '../../triggers/example.js';
import {
  agent,
  bookOf,
  finding,
  leak,
  leaksOf,
  logsOf,
  portsOf,
  type Staged,
  stagedBoard,
  tenOClock,
} from './stagedBoard.js';

const hour = 3600;

/** An incident on four agents while a change is under way: something in every part of the board. */
export function everything(parts: Partial<Staged> = {}): ReturnType<typeof stagedBoard> {
  const agents = [
    agent('Planner'),
    agent('Router', { group: 'net', port: 7300, healthCheckPort: 8300, dependencies: ['Planner'] }),
    agent('Courier', { group: 'net', port: 7400, healthCheckPort: 8400, required: false }),
    agent('Clerk', { group: 'office', port: 7500, healthCheckPort: 8500 }),
  ];
  const [planner = agent('Planner'), router = agent('Router')] = agents;
  const unneeded = { needs: [], dependents: 0, blocks: 0, depth: 1, wave: 1, inCycle: false };
  const { roles, ...ports } = portsOf(agents);
  const begunAt = (tenOClock - hour) * 1000;
  const step = { machine: 'alpha' };
  const holder = { agent: undefined, process: { pid: 99, startTicks: 1, command: 'nc' }, uid: 1000 };
  const made = stagedBoard({
    agents,
    healths: {
      Planner: { verdict: 'refused', reason: 'nobody listens on 8200', verdictTimestamp: tenOClock - 90 },
      Router: { verdict: 'unhealthy', reason: 'says so itself', lastHealthyTimestamp: 0 },
      Courier: { verdict: 'unverified', reason: 'only connects', route: undefined, lastProbeTimestamp: 0 },
    },
    needs: {
      agents: [
        { ...unneeded, agent: planner },
        { ...unneeded, agent: router, needs: [planner] },
      ],
      cycles: 0,
    },
    findings: [finding(), finding({ risk: 'E', severity: 'warning', code: 'log-race' })],
    ports: {
      ...ports,
      roles: roles.map((role, index) => (index === 0 ? { ...role, state: 'taken', holder } : role)),
      rogue: [{ port: 6666, holder }],
      unseen: 1,
    },
    logs: logsOf(agents),
    leaks: leaksOf([leak]),
    changes: bookOf(
      [
        changeWith({
          id: 'c1',
          state: 'rolled-back',
          begunAt: begunAt - 1000,
          endedAt: begunAt + 1000,
          rollback: { via: 'poll', who: 'FleetRollbackGate', at: begunAt },
          rollbackStartedAt: begunAt,
          rollbackEndedAt: begunAt + 42_000,
        }),
        changeWith({
          id: 'c2',
          begunAt,
          steps: [
            { ...step, step: 'one', standing: 'done' },
            { ...step, step: 'two', standing: 'unknown' },
          ],
          gate: { verdict: 'inconclusive', at: begunAt },
        }),
      ],
      { rollbacks: { done: 1, failed: 0, refused: 0, dry_run: 0 } },
    ),
    gates: [
      {
        gate: 'risk-e-rotation-abort',
        change: 'c2',
        verdict: 'inconclusive',
        at: begunAt,
        queries: [
          { id: 'agents-up', verdict: 'pass', value: 4 },
          { id: 'latency', verdict: 'inconclusive', value: Number.NaN },
        ],
      },
    ],
    ...parts,
  });
  const { growth } = made.source;
  growth.note(logsOf(agents, 0), begunAt);
  growth.note(logsOf(agents, 7200), begunAt + 60_000);
  return made;
}
