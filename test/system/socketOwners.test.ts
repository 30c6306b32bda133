import { readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findSocketOwners } from '../../src/system/socketOwners.js';
import { readListeners, readSockets } from '../../src/system/socketTables.js';

const root = fileURLToPath(new URL('../fixtures/proc/readers', import.meta.url));

describe('socket tables', () => {
  it('gives the listeners of both families, and stops behind them', () => {
    const listeners = readListeners(root);
    expect(listeners).toHaveLength(3);
    expect(listeners).toEqual([
      expect.objectContaining({ family: 4, localPort: 7200, receiveQueue: 3 }),
      expect.objectContaining({ family: 4, localPort: 9094 }),
      expect.objectContaining({ family: 6, localPort: 7201 }),
    ]);
  });

  it('gives all sockets of both families', async () => {
    const sockets = await readSockets(root);
    if (typeof sockets !== 'object') throw new Error('tables are not readable');
    expect(sockets.map((socket) => socket.inode)).toEqual([5001, 7001, 5002, 0, 6001, 6002, 6003]);
  });

  it('is not there without tables', async () => {
    expect(readListeners(`${root}/101`)).toBeUndefined();
    expect(await readSockets(`${root}/101`)).toBeUndefined();
  });
});

describe('findSocketOwners', () => {
  it.each([
    {
      is: 'every socket, shared ones for the first process',
      pids: [101, 102],
      wanted: undefined,
      owners: [
        [5001, 101],
        [5002, 101],
        [6001, 102],
      ],
    },
    {
      is: 'the order of processes given',
      pids: [102, 101],
      wanted: undefined,
      owners: [
        [5002, 102],
        [6001, 102],
        [5001, 101],
      ],
    },
    { is: 'only what is wanted', pids: [101, 102], wanted: [6001, 9999], owners: [[6001, 102]] },
    { is: 'nothing wanted', pids: [101, 102], wanted: [], owners: [] },
    { is: 'processes that are gone', pids: [103, 105, 102], wanted: [6001], owners: [[6001, 102]] },
  ])('finds $is', async ({ pids, wanted, owners }) => {
    const found = await findSocketOwners(root, pids, wanted && new Set(wanted));
    expect([...found.owners].sort()).toEqual(owners.sort());
    expect(found.denied).toEqual([]);
  });

  it('says by which descriptor', async () => {
    const { paths } = await findSocketOwners(root, [102], new Set([6001]));
    const path = paths.get(6001) ?? '';
    expect(path.startsWith(`${root}/102/fd/`)).toBe(true);
    expect(readlinkSync(path)).toBe('socket:[6001]');
  });

  it('looks at no further process when all are found', async () => {
    const looked: number[] = [];
    function* pids(): Generator<number> {
      for (const pid of [101, 102, 103]) {
        looked.push(pid);
        yield pid;
      }
    }
    await findSocketOwners(root, pids(), new Set([5001]));
    expect(looked).toEqual([101, 102]);
  });
});
