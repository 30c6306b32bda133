import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../faults/act.js';
import { isStanding, noticeOf } from '../faults/attribution.js';
import { TendedStack } from '../tendedStack.js';
import { type Disturbance, disturbances } from './disturbances.js';

/** How long what an hour brings is crowded into; without it, a twelfth of an hour into half a minute. */
const minutes = Number(process.env.FLEETWATCH_QUIET_MINUTES ?? 0);
const hours = minutes > 0 ? 1 : 1 / 12;
const seconds = minutes > 0 ? minutes * 60 : 30;
/** A page that is on its way arrives within this time. */
const listenSeconds = minutes > 0 ? 90 : 25;
const seed = 1;
const longestMinutes = 90;

describe('a healthy fleet, in which agents and those who watch are restarted', () => {
  let stack: TendedStack;
  const failed: string[] = [];

  beforeAll(async () => {
    stack = await TendedStack.start();
    await stack.untilKnown();
    const began = performance.now();
    const all = disturbances(hours, seconds, seed);
    await Promise.all(all.map((one) => happen(one)));
    await delay(Math.max(0, seconds * 1000 - (performance.now() - began)));
    await delay(listenSeconds * 1000);
    process.stdout.write(
      `\n${all.length} disturbances in ${((performance.now() - began) / 60_000).toFixed(1)} minutes\n`,
    );
  }, longestMinutes * 60_000);

  afterAll(async () => {
    await stack.remove();
  });

  it('was disturbed as planned', () => {
    expect(failed).toEqual([]);
  });

  it('pages nobody', async () => {
    expect((await stack.pages()).filter((page) => !isStanding(page)).map(noticeOf)).toEqual([]);
  });

  it('is watched whole afterwards', async () => {
    await stack.untilKnown();
    expect(await stack.query('sum(fleet_agent_verdict{verdict=~"refused|hung|unhealthy|invalid|imposter"})')).toBe(0);
  });

  async function happen({ at, acts }: Disturbance): Promise<void> {
    await delay(at * 1000);
    try {
      for (const act of acts) await perform(stack, act);
    } catch (error) {
      failed.push(`${JSON.stringify(acts)}: ${error instanceof Error ? error.message : error}`);
    }
  }
});
