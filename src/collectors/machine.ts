import type { Collector } from '../exposition/collector.js';
import { type Family, gauge } from '../exposition/family.js';
import type { MachineFacts } from '../system/machineFacts.js';

const info = gauge('fleet_machine_info', 'What the machine is.', [
  'machine',
  'manufacturer',
  'model',
  'distro',
  'release',
  'kernel',
  'arch',
  'processor',
]);
const cores = gauge('fleet_machine_cpu_cores', 'Logical processors.', ['machine']);
const memory = gauge('fleet_machine_memory_bytes', 'Physical memory.', ['machine']);
const available = gauge('fleet_machine_memory_available_bytes', 'Memory that programs could still take.', ['machine']);
const gpuInfo = gauge('fleet_machine_gpu_info', 'A graphics processor of the machine.', [
  'machine',
  'gpu',
  'vendor',
  'model',
]);
const gpuMemory = gauge('fleet_machine_gpu_memory_bytes', 'Memory of the graphics processor.', ['machine', 'gpu']);
const gpuMemoryUsed = gauge(
  'fleet_machine_gpu_memory_used_bytes',
  'Used memory of the graphics processor, where its driver tells.',
  ['machine', 'gpu'],
);

/** All that this collector exports. */
export const machineFamilies: readonly Family[] = [info, cores, memory, available, gpuInfo, gpuMemory, gpuMemoryUsed];

export interface MachineSource {
  readonly machine: string;
  facts(): Promise<MachineFacts>;
}

/** What is this machine? Slow to find out, and seldom new. */
export function machineCollector(source: MachineSource): Collector {
  return {
    name: 'machine',
    schedule: '0 */5 * * * *',
    deadlineSeconds: 60,
    families: machineFamilies,
    async collect({ page }) {
      const { machine } = source;
      const facts = await source.facts();
      const { manufacturer, model, distro, release, kernel, arch, processor } = facts;
      page.set(info, { machine, manufacturer, model, distro, release, kernel, arch, processor }, 1);
      page.set(cores, { machine }, facts.cores);
      page.set(memory, { machine }, facts.memoryBytes);
      page.set(available, { machine }, facts.availableBytes);
      for (const [index, gpu] of facts.gpus.entries()) {
        const at = { machine, gpu: String(index) };
        page.set(gpuInfo, { ...at, vendor: gpu.vendor, model: gpu.model }, 1);
        if (gpu.memoryBytes !== undefined) page.set(gpuMemory, at, gpu.memoryBytes);
        if (gpu.usedBytes !== undefined) page.set(gpuMemoryUsed, at, gpu.usedBytes);
      }
      return undefined;
    },
  };
}
