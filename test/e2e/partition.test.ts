import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TwoHosts } from './partition/hosts.js';
import { faultsOfLane } from './partition/lanes.js';
import { countEvents, standings } from './partition/ledger.js';
import { cut, linkFaults } from './partition/linkFaults.js';
import { namespacesRefused } from './partition/network.js';
import { asWanted, type Outcome, playLinkFault, toldOn, untilTold } from './partition/play.js';
import { partitionTable } from './partition/table.js';
import { until } from './partition/until.js';

const refused = await namespacesRefused();
const wanted = process.env.FLEETWATCH_PARTITION;
const named = linkFaults().filter(
  ({ name }) => wanted === 'all' || wanted?.split(',').some((part) => name.includes(part)),
);
/** `2/8`: of eight that play at once, what the second plays. */
const [lane = 1, lanes = 1] = (process.env.FLEETWATCH_PARTITION_LANE ?? '').split('/').filter(Boolean).map(Number);
const chosen = faultsOfLane(named, lane, lanes);
const minute = 60_000;

let hosts: TwoHosts | undefined;

const running = () => {
  if (hosts === undefined) throw new Error('the hosts do not run');
  return hosts;
};

describe.skipIf(refused !== undefined)(`two hosts on one link${refused === undefined ? '' : ` (${refused})`}`, () => {
  beforeAll(async () => {
    if (wanted === undefined || chosen.length > 0) hosts = await TwoHosts.start();
  }, 3 * minute);

  afterAll(() => hosts?.remove());

  it.skipIf(wanted !== undefined)(
    'a cut is one page on each side, which names it, and heals, and no event is lost',
    async () => {
      const from = await standings(running());
      const began = Date.now();
      await cut.begin(running());
      await untilTold(running(), cut, began);
      for (const host of running().all) {
        expect((await toldOn(host, began)).map(({ what }) => what)).toEqual(['FleetLinkDown']);
      }
      await cut.end(running());
      const events = await countEvents(running(), from, await standings(running(), from));
      expect(events).toMatchObject({ lost: 0, doubled: 0, disordered: 0, replayed: expect.any(Number) });
      expect(events.sent).toBeGreaterThan(20);
      await until('each side reaches the other', 60, async () => {
        const reached = await Promise.all(running().all.map((host) => host.reached()));
        return reached.every((away) => away === 'all');
      });
    },
  );

  describe('a fault', () => {
    const outcomes: Outcome[] = [];

    it.skipIf(wanted === undefined)(
      'all faults are played with FLEETWATCH_PARTITION=all, or parts of their names',
      () => {
        expect(named).not.toEqual([]);
      },
    );

    afterAll(() => {
      if (outcomes.length > 0) process.stdout.write(`\n${partitionTable(outcomes)}\n`);
    });

    it.each(chosen)('$name', { timeout: 10 * minute }, async (fault) => {
      const outcome = await playLinkFault(running(), fault);
      outcomes.push(outcome);
      expect(asWanted(outcome.told, fault.told)).toEqual(fault.told);
      expect(outcome.resolved).toBe(true);
      expect(outcome.recovered).toBeDefined();
      expect(outcome.events).toMatchObject({ lost: 0, doubled: 0, disordered: 0, replayed: expect.any(Number) });
      expect(outcome.events.sent).toBeGreaterThan(fault.lasts / 2);
      expect(outcome.buffer.bytes).toBeLessThanOrEqual(outcome.buffer.bound);
    });
  });
});
