import { describe, expect, it } from 'vitest';
import type { AdoptionState } from '../../src/adoption/model.js';
import type { AdoptionReading, ReadingOrder, Stuck } from '../../src/adoption/order.js';
import { AdoptionWatch } from '../../src/adoption/watch.js';
import { agentOf, projectOf } from './machine.js';

function reading(states: Readonly<Record<string, AdoptionState>>): AdoptionReading {
  return { states: new Map(Object.entries(states)), brokenFiles: [], findings: [] };
}

function order(root: string): ReadingOrder {
  const project = projectOf(root, [agentOf('Planner', 'planner.py')]);
  return { project, baseClass: { name: 'BaseAgent', files: [] }, outlineFile: `${root}/outlines.json` };
}

/** A watch whose readings end when the test says so; `elapsed` is set in seconds. */
function watched() {
  const waiting: ((result: AdoptionReading | Stuck | Error) => void)[] = [];
  const roots: string[] = [];
  let seconds = 0;
  const watch = new AdoptionWatch({
    read: ({ project }) => {
      roots.push(project.root);
      return new Promise((resolve, reject) => {
        waiting.push((result) => (result instanceof Error ? reject(result) : resolve(result)));
      });
    },
    now: () => 1_000_000 + seconds * 1000,
    elapsed: () => seconds * 1000,
    patienceMs: 1,
  });
  return {
    watch,
    roots,
    at: (elapsed: number) => {
      seconds = elapsed;
    },
    end: async (result: AdoptionReading | Stuck | Error) => {
      waiting.shift()?.(result);
      // A turn of the event loop: everything that follows from it has then happened.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function stateIn(watch: AdoptionWatch): Promise<AdoptionState> {
  return (await watch.look()).stateOf('Planner');
}

describe('watching adoption', () => {
  it('says unknown until the first reading has ended, and waits for none for long', async () => {
    const { watch, end } = watched();
    watch.setProject(order('/one'));
    expect(await watch.look()).toMatchObject({ readAt: 0, readSeconds: 0, findings: [] });
    expect(await stateIn(watch)).toBe('unknown');
    await end(reading({ Planner: 'adopted' }));
    expect(await stateIn(watch)).toBe('adopted');
  });

  it('says when it has read and how long that took', async () => {
    const { watch, at, end } = watched();
    watch.setProject(order('/one'));
    await watch.look();
    at(7);
    await end(reading({}));
    expect(await watch.look()).toMatchObject({ readAt: 1007, readSeconds: 7 });
  });

  it('reads again after five minutes, and not before', async () => {
    const { watch, roots, at, end } = watched();
    watch.setProject(order('/one'));
    await watch.look();
    await end(reading({ Planner: 'adopted' }));
    at(299);
    await watch.look();
    expect(roots).toHaveLength(1);
    at(300);
    await watch.look();
    expect(roots).toHaveLength(2);
    await end(reading({ Planner: 'legacy' }));
    expect(await stateIn(watch)).toBe('legacy');
  });

  it('looks at a broken file again after a minute, once', async () => {
    const { watch, roots, at, end } = watched();
    const broken: AdoptionReading = { ...reading({}), brokenFiles: [{ file: 'planner.py', problem: 'syntax' }] };
    watch.setProject(order('/one'));
    await watch.look();
    await end(broken);
    at(59);
    await watch.look();
    expect(roots).toHaveLength(1);
    at(60);
    await watch.look();
    expect(roots).toHaveLength(2);
    await end(broken);
    at(359);
    await watch.look();
    expect(roots).toHaveLength(2);
    at(360);
    await watch.look();
    expect(roots).toHaveLength(3);
  });

  it('reads with the next look after a load', async () => {
    const { watch, roots, end } = watched();
    watch.setProject(order('/one'));
    expect(roots).toEqual([]);
    await watch.look();
    await end(reading({ Planner: 'adopted' }));
    watch.setProject(order('/two'));
    await watch.look();
    expect(roots).toEqual(['/one', '/two']);
  });

  it('drops a reading that another load has overtaken, and reads the new project next', async () => {
    const { watch, roots, end } = watched();
    watch.setProject(order('/one'));
    await watch.look();
    watch.setProject(order('/two'));
    await watch.look();
    expect(roots).toEqual(['/one']);
    await end(reading({ Planner: 'adopted' }));
    expect(await stateIn(watch)).toBe('unknown');
    expect(roots).toEqual(['/one', '/two']);
    await end(reading({ Planner: 'legacy' }));
    expect(await stateIn(watch)).toBe('legacy');
  });

  it('believes what it has read for a quarter of an hour while the file system does not answer', async () => {
    const { watch, at, end } = watched();
    watch.setProject(order('/one'));
    await watch.look();
    await end(reading({ Planner: 'adopted' }));
    at(300);
    await watch.look();
    await end('stuck');
    at(900);
    expect(await stateIn(watch)).toBe('adopted');
    await end('stuck');
    at(901);
    expect(await watch.look()).toMatchObject({ readAt: 1000 });
    expect(await stateIn(watch)).toBe('unknown');
  });

  it('fails while readings fail for another reason, and tells it', async () => {
    const { watch, at, end } = watched();
    watch.setProject(order('/one'));
    await watch.look();
    await end(new Error('out of memory'));
    await expect(watch.look()).rejects.toThrow('the project could not be read');
    at(300);
    await expect(watch.look()).rejects.toMatchObject({ cause: { message: 'out of memory' } });
    await end(reading({ Planner: 'adopted' }));
    expect(await stateIn(watch)).toBe('adopted');
  });
});
