import { cpu, graphics, mem, osInfo, system } from 'systeminformation';

/** What a machine is. Text that the machine does not tell is empty. */
export interface MachineFacts {
  readonly manufacturer: string;
  readonly model: string;
  readonly distro: string;
  readonly release: string;
  readonly kernel: string;
  readonly arch: string;
  readonly processor: string;
  /** Logical processors. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** What programs could still take. */
  readonly availableBytes: number;
  readonly gpus: readonly GraphicsProcessor[];
}

export interface GraphicsProcessor {
  readonly vendor: string;
  readonly model: string;
  readonly memoryBytes: number | undefined;
  /** Only where its driver tells. */
  readonly usedBytes: number | undefined;
}

/** systeminformation counts the memory of graphics processors in MiB. */
const mebibyte = 1024 * 1024;

/** Asks the operating system; takes up to seconds, as it starts programs such as lspci(8) and nvidia-smi. */
export async function readMachineFacts(): Promise<MachineFacts> {
  const [hardware, os, processor, memory, { controllers }] = await Promise.all([
    system(),
    osInfo(),
    cpu(),
    mem(),
    graphics(),
  ]);
  return {
    manufacturer: hardware.manufacturer,
    model: hardware.model,
    distro: os.distro,
    release: os.release,
    kernel: os.kernel,
    arch: os.arch,
    processor: processor.brand,
    cores: processor.cores,
    memoryBytes: memory.total,
    availableBytes: memory.available,
    gpus: controllers.map(({ vendor, model, vram, memoryTotal, memoryUsed }) => ({
      vendor,
      model,
      memoryBytes: bytesOf(memoryTotal ?? vram),
      usedBytes: bytesOf(memoryUsed),
    })),
  };
}

function bytesOf(mebibytes: number | null | undefined): number | undefined {
  return typeof mebibytes === 'number' ? mebibytes * mebibyte : undefined;
}
