import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TwoHosts } from './partition/hosts.js';
import { cut, linkFaults } from './partition/linkFaults.js';
import { namespacesRefused } from './partition/network.js';
import { asWanted, type Outcome, playLinkFault, toldOn, untilTold } from './partition/play.js';
import { partitionTable } from './partition/table.js';
import { until } from './partition/until.js';

const refused = await namespacesRefused();
const wanted = process.env.FLEETWATCH_PARTITION;
const chosen = linkFaults().filter(
  ({ name }) => wanted === 'all' || wanted?.split(',').some((part) => name.includes(part)),
);
const minute = 60_000;

let hosts: TwoHosts | undefined;

const running = () => {
  if (hosts === undefined) throw new Error('the hosts do not run');
  return hosts;
};

describe.skipIf(refused !== undefined)(`two hosts on one link${refused === undefined ? '' : ` (${refused})`}`, () => {
  beforeAll(async () => {
    hosts = await TwoHosts.start();
  }, 3 * minute);

  afterAll(() => hosts?.remove());

  it.skipIf(wanted !== undefined)('a cut is one page on each side, which names it, and heals', async () => {
    const began = Date.now();
    await cut.begin(running());
    await untilTold(running(), cut, began);
    for (const host of running().all) {
      expect((await toldOn(host, began)).map(({ what }) => what)).toEqual(['FleetLinkDown']);
    }
    await cut.end(running());
    await until('each side reaches the other', 60, async () => {
      const reached = await Promise.all(running().all.map((host) => host.reached()));
      return reached.every((away) => away === 'all');
    });
  });

  describe('a fault', () => {
    const outcomes: Outcome[] = [];

    it.skipIf(wanted === undefined)(
      'all faults are played with FLEETWATCH_PARTITION=all, or parts of their names',
      () => {
        expect(chosen).not.toEqual([]);
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
