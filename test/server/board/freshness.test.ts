import { describe, expect, it } from 'vitest';
import type { CollectorStanding } from '../../../src/exposition/exposition.js';
import { LogGrowth } from '../../../src/server/board/growth.js';
import { LastLook } from '../../../src/server/board/lastLook.js';
import { newsOf } from '../../../src/server/board/model/news.js';
import { riskPart } from '../../../src/server/board/model/risks.js';
import { agent, collector, everybodyLooks, finding, logsOf, stagedBoard, tenOClock } from './stagedBoard.js';

describe('news', () => {
  it.each<[what: string, parts: Partial<CollectorStanding>, standing: string]>([
    ['current after a good run', {}, 'current'],
    ['late after three beats without one', { lastSuccessTimestamp: tenOClock - 61 }, 'late'],
    [
      'current where nobody scrapes what runs with scrapes',
      { lastSuccessTimestamp: 1, runsWithScrapes: true },
      'current',
    ],
    ['failing after a bad run', { success: false, failure: 'no permission' }, 'failing'],
    ['none before the first run', { success: false, failure: 'has not run yet', lastSuccessTimestamp: 0 }, 'none'],
  ])('is %s', (_what, parts, standing) => {
    const { source } = stagedBoard({ collectors: [collector('logs', parts)] });
    expect(newsOf(source, 'logs').standing).toBe(standing);
  });

  it('is off without a collector', () => {
    expect(newsOf(stagedBoard({ collectors: [] }).source, 'logs').standing).toBe('off');
  });
});

describe('risks', () => {
  const standingOf = (parts: Parameters<typeof stagedBoard>[0]) =>
    riskPart(stagedBoard(parts).source).map(({ risk, standing }) => `${risk} ${standing}`);

  it('are unknown where nobody looks, which no empty list hides', () => {
    expect(standingOf({ collectors: [] })).toStrictEqual([...'ABCDEFGH'].map((risk) => `${risk} unknown`));
  });

  it('are open with something to mend, and not by what is only worth knowing', () => {
    const findings = [finding(), finding({ risk: 'E', severity: 'info' })];
    const standings = standingOf({ findings, collectors: everybodyLooks });
    expect(standings.slice(2, 6)).toStrictEqual(['C open', 'D none_found', 'E none_found', 'F unknown']);
  });

  it('name the gravest finding', () => {
    const findings = [
      finding({ severity: 'warning', code: 'b' }),
      finding({ code: 'a' }),
      finding({ severity: 'info' }),
    ];
    expect(riskPart(stagedBoard({ findings }).source)[2]).toMatchObject({
      bySeverity: { error: 1, warning: 1, info: 1 },
      worst: { code: 'a', place: 'startup.yaml:12:3' },
    });
  });
});

describe('growth', () => {
  const agents = [agent('Planner')];
  const second = 1000;

  it('is not known after one look', () => {
    const growth = new LogGrowth();
    growth.note(logsOf(agents, 50), 0);
    expect(growth.rates()).toStrictEqual(new Map());
  });

  it('is that of the last ten minutes', () => {
    const growth = new LogGrowth();
    growth.note(logsOf(agents, 1_000_000), 0);
    for (let at = 30; at <= 3600; at += 30) growth.note(logsOf(agents, 1_000_000 + 10 * at), at * second);
    for (let at = 3630; at <= 4200; at += 30) growth.note(logsOf(agents, 1_036_000 + 90 * (at - 3600)), at * second);
    expect(growth.rates()).toStrictEqual(new Map([['Planner', 90]]));
  });

  it('is not known of a counter that began anew, or of an agent that is new', () => {
    const growth = new LogGrowth();
    growth.note(logsOf(agents, 5000), 0);
    growth.note(logsOf([...agents, agent('Clerk')], 10), 30 * second);
    expect(growth.rates()).toStrictEqual(new Map());
  });
});

describe('a last look', () => {
  it('is what was seen last, also when the next look fails', async () => {
    let sees = 1;
    const looked = new LastLook(async () => {
      if (sees === 0) throw new Error('nothing to see');
      return sees;
    });
    expect(looked.last).toBeUndefined();
    await looked.look();
    sees = 0;
    await expect(looked.look()).rejects.toThrow('nothing to see');
    expect(looked.last).toBe(1);
  });

  it('is renewed for the next one who asks, once a while, and one at a time', async () => {
    let looks = 0;
    let end = () => {};
    const looked = new LastLook(async () => {
      looks += 1;
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return looks;
    });
    expect(looked.recent(2000, 10_000)).toBeUndefined();
    looked.recent(2000, 20_000);
    expect(looks).toBe(1);
    end();
    await expect.poll(() => looked.last).toBe(1);
    expect(looked.recent(2000, 11_999)).toBe(1);
    expect(looks).toBe(1);
    looked.recent(2000, 12_000);
    expect(looks).toBe(2);
    end();
  });
});
