/** Ways on which events leave the machine. */
export const sinkNames = ['http', 'nats'] as const;
export type SinkName = (typeof sinkNames)[number];

/** By which of them events are sent; `hybrid` is by both. */
export const busModes = ['off', 'http', 'nats', 'hybrid'] as const;
export type BusMode = (typeof busModes)[number];

const sinks: Readonly<Record<BusMode, readonly SinkName[]>> = {
  off: [],
  http: ['http'],
  nats: ['nats'],
  hybrid: ['http', 'nats'],
};

/** The sinks that an event is for which happens in this mode. */
export function sinksOf(mode: BusMode): readonly SinkName[] {
  return sinks[mode];
}

export function isBusMode(value: unknown): value is BusMode {
  return busModes.some((mode) => mode === value);
}
