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

type Lasting = Omit<MachineFacts, 'availableBytes'>;

let lasting: Promise<Lasting> | undefined;

/**
 * Asks the operating system what this machine is. What does not change while it runs is asked once: that takes up to seconds, as
 * systeminformation starts programs such as lspci(8) and nvidia-smi for it. Graphics processors are asked again where a
 * driver tells how much of their memory is used.
 */
export async function readMachineFacts(): Promise<MachineFacts> {
  lasting ??= readLasting().catch((error: unknown) => {
    // The next look tries again.
    lasting = undefined;
    throw error;
  });
  const [known, { available }] = await Promise.all([lasting, mem()]);
  const changes = known.gpus.some(({ usedBytes }) => usedBytes !== undefined);
  return { ...known, availableBytes: available, gpus: changes ? await readGpus() : known.gpus };
}

async function readLasting(): Promise<Lasting> {
  const [hardware, os, processor, memory, gpus] = await Promise.all([system(), osInfo(), cpu(), mem(), readGpus()]);
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
    gpus,
  };
}

async function readGpus(): Promise<GraphicsProcessor[]> {
  const { controllers } = await graphics();
  return controllers.map(({ vendor, model, vram, memoryTotal, memoryUsed }) => ({
    vendor,
    model,
    memoryBytes: bytesOf(memoryTotal ?? vram),
    usedBytes: bytesOf(memoryUsed),
  }));
}

function bytesOf(mebibytes: number | null | undefined): number | undefined {
  return typeof mebibytes === 'number' ? mebibytes * mebibyte : undefined;
}
