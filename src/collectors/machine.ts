import { cpu, graphics, mem, osInfo, system } from 'systeminformation';
import type { Collector } from '../exposition/collector.js';
import { gauge } from '../exposition/family.js';

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

/** systeminformation counts the memory of graphics processors in MiB. */
const mebibyte = 1024 * 1024;

/** What is this machine? Slow to find out, and seldom new. */
export function machineCollector(machine: string): Collector {
  return {
    name: 'machine',
    schedule: '0 */5 * * * *',
    deadlineSeconds: 60,
    families: [info, cores, memory, available, gpuInfo, gpuMemory, gpuMemoryUsed],
    async collect({ page }) {
      const [hardware, os, processor, memoryState, { controllers }] = await Promise.all([
        system(),
        osInfo(),
        cpu(),
        mem(),
        graphics(),
      ]);
      page.set(
        info,
        {
          machine,
          manufacturer: hardware.manufacturer,
          model: hardware.model,
          distro: os.distro,
          release: os.release,
          kernel: os.kernel,
          arch: os.arch,
          processor: processor.brand,
        },
        1,
      );
      page.set(cores, { machine }, processor.cores);
      page.set(memory, { machine }, memoryState.total);
      page.set(available, { machine }, memoryState.available);
      for (const [index, { vendor, model, vram, memoryTotal, memoryUsed }] of controllers.entries()) {
        const gpu = String(index);
        const total = memoryTotal ?? vram;
        page.set(gpuInfo, { machine, gpu, vendor, model }, 1);
        if (typeof total === 'number') page.set(gpuMemory, { machine, gpu }, total * mebibyte);
        if (typeof memoryUsed === 'number') page.set(gpuMemoryUsed, { machine, gpu }, memoryUsed * mebibyte);
      }
      return undefined;
    },
  };
}
