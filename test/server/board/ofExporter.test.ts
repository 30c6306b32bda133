import { describe, expect, it } from 'vitest';
import { unknownHealth } from '../../../src/health/patient.js';
import { BoardLooks, type Sights } from '../../../src/server/board/looks.js';
import { boardOf } from '../../../src/server/board/model/board.js';
import { boardOfExporter } from '../../../src/server/board/ofExporter.js';
import { agent, bookOf, collector, leak, leaksOf, logsOf, portsOf, tenOClock } from './stagedBoard.js';

const agents = [agent('Planner')];

/** A board whose clock is `now`, and how often each sight was looked at. */
function exporter(now: () => number = () => tenOClock * 1000) {
  const looked = { changes: 0, writtenBytes: 0 };
  const sights: Sights = {
    audits: async () => ({
      findings: [],
      scriptsFound: new Set(),
      scriptsLookedFor: true,
      needs: { agents: [], cycles: 0 },
    }),
    ports: async () => portsOf(agents),
    logs: async () => logsOf(agents, looked.writtenBytes),
    leaks: async () => leaksOf([leak]),
    changes: async () => {
      looked.changes += 1;
      return bookOf([]);
    },
    gates: async () => [],
  };
  const looks = new BoardLooks(sights, now);
  const source = boardOfExporter({
    version: '1.2.3',
    watchpost: { name: 'alpha', agents, health: () => unknownHealth },
    looks,
    exposition: { findings: [], standings: [collector('leaks')] },
    looked: () => new Set(),
    portRange: () => ({ first: 5000, last: 9000 }),
    now,
  });
  return { looks, looked, source };
}

describe('the board of an exporter', () => {
  it('shows nothing that nobody has looked at, and looks for itself at nothing but changes', async () => {
    const { source, looked } = exporter();
    const { ports, leaks, logs, fleet } = boardOf(source);
    expect(ports.range).toBeNull();
    expect(leaks.rows).toStrictEqual([]);
    expect(logs.rows).toStrictEqual([]);
    expect(fleet.dependenciesKnown).toBe(false);
    await expect.poll(() => boardOf(source).journal.isValid).toBe(true);
    expect(looked.changes).toBe(1);
  });

  it('shows what the collectors saw last', async () => {
    const { source, looks } = exporter();
    await Promise.all([looks.audits.look(), looks.ports.look(), looks.logs.look(), looks.leaks.look()]);
    const { ports, leaks, logs, fleet } = boardOf(source);
    expect(ports.byState.listening).toBe(2);
    expect(leaks.rows).toMatchObject([{ rule: 'npm-token' }]);
    expect(logs.rows).toMatchObject([{ agent: 'Planner', bytesPerSecond: null }]);
    expect(fleet.dependenciesKnown).toBe(true);
  });

  it('knows how logs grow from two looks at them', async () => {
    let now = tenOClock * 1000;
    const { source, looks, looked } = exporter(() => now);
    await looks.logs.look();
    now += 30_000;
    looked.writtenBytes = 300;
    await looks.logs.look();
    expect(boardOf(source).logs.rows).toMatchObject([{ bytesPerSecond: 10 }]);
  });

  it('tells what the exporter takes', () => {
    const { residentBytes, cpuSeconds, startedAt } = boardOf(exporter().source).exporter;
    expect(startedAt).toBe(tenOClock);
    expect(residentBytes).toBeGreaterThan(1_000_000);
    expect(cpuSeconds).toBeGreaterThan(0);
  });
});
