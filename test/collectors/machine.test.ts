import { describe, expect, it } from 'vitest';
import { machineCollector } from '../../src/collectors/machine.js';
import { readMachineFacts } from '../../src/system/machineFacts.js';
import { collect } from './collect.js';

describe('machine', () => {
  it('tells what this very machine is', async () => {
    const { samples } = await collect(machineCollector({ machine: 'alpha', facts: readMachineFacts }));
    expect(samples.fleet_machine_cpu_cores).toBeGreaterThanOrEqual(1);
    expect(samples.fleet_machine_memory_bytes).toBeGreaterThan(samples.fleet_machine_memory_available_bytes ?? 0);
    expect(Object.keys(samples).filter((name) => name.startsWith('fleet_machine_info '))).toHaveLength(1);
    expect(Object.values(samples).every(Number.isFinite)).toBe(true);
  });

  it('is found out once; only what changes is asked again', async () => {
    const [first, second] = [await readMachineFacts(), await readMachineFacts()];
    expect({ ...second, availableBytes: first.availableBytes }).toStrictEqual(first);
    // Graphics processors are the same objects, but where a driver tells what changes.
    expect(second.gpus === first.gpus).toBe(first.gpus.every(({ usedBytes }) => usedBytes === undefined));
  });

  it('tells the memory of a graphics processor only where it is known', async () => {
    const gpus = [
      { vendor: 'V', model: 'Big', memoryBytes: 8, usedBytes: 2 },
      { vendor: 'V', model: 'Small', memoryBytes: undefined, usedBytes: undefined },
    ];
    const texts = { manufacturer: '', model: '', distro: '', release: '', kernel: '', arch: '', processor: '' };
    const facts = async () => ({ ...texts, cores: 1, memoryBytes: 2, availableBytes: 1, gpus });
    const { samples } = await collect(machineCollector({ machine: 'alpha', facts }));
    expect(Object.entries(samples).filter(([name]) => name.includes('gpu'))).toStrictEqual([
      ['fleet_machine_gpu_info gpu=0 vendor=V model=Big', 1],
      ['fleet_machine_gpu_info gpu=1 vendor=V model=Small', 1],
      ['fleet_machine_gpu_memory_bytes gpu=0', 8],
      ['fleet_machine_gpu_memory_used_bytes gpu=0', 2],
    ]);
  });
});
