import { type BusMode, busModes, type SinkName, sinkNames } from '../bus/mode.js';
import { samplesOf } from './exporterMetrics.js';

/** What came of one machine on one way. */
export interface ReceivedOn {
  readonly received: number;
  readonly lost: number;
  readonly late: number;
  readonly doubled: number;
  /** Unix time in seconds, 0 where nothing ever came. */
  readonly lastAt: number;
  readonly expected: boolean;
}

/** What came of one machine. */
export interface ReceivedFrom {
  readonly source: string;
  readonly paths: Readonly<Partial<Record<SinkName, ReceivedOn>>>;
  /** Absent where nothing was compared. */
  readonly parity?: number;
}

/** One way out of the machine. */
export interface SinkOnPage {
  readonly sink: string;
  readonly active: boolean;
  readonly up: boolean;
  readonly backlogEvents: number;
  readonly dropped: number;
}

/** The bus as the page of an exporter shows it. */
export interface BusOnPage {
  /** Absent where the exporter has no bus. */
  readonly mode?: BusMode;
  readonly sequence: number;
  readonly sinks: readonly SinkOnPage[];
  readonly received: readonly ReceivedFrom[];
}

/** Reads what an exporter exports of its bus. */
export function busOnPage(page: string): BusOnPage {
  const modes = samplesOf(page, 'fleet_bus_mode').filter(({ value }) => value === 1);
  const mode = busModes.find((name) => modes.some(({ labels }) => labels.get('mode') === name));
  return {
    ...(mode === undefined ? {} : { mode }),
    sequence: samplesOf(page, 'fleet_bus_sequence')[0]?.value ?? 0,
    sinks: sinksOn(page),
    received: receivedOn(page),
  };
}

function sinksOn(page: string): SinkOnPage[] {
  const total = (family: string, sink: string | undefined) =>
    samplesOf(page, family)
      .filter(({ labels }) => labels.get('sink') === sink)
      .reduce((sum, { value }) => sum + value, 0);
  return samplesOf(page, 'fleet_bus_sink_up').map(({ labels, value }) => {
    const sink = labels.get('sink') ?? '';
    return {
      sink,
      active: total('fleet_bus_sink_active', sink) === 1,
      up: value === 1,
      backlogEvents: total('fleet_bus_backlog_events', sink),
      dropped: total('fleet_bus_events_dropped_total', sink),
    };
  });
}

const figures = {
  received: 'fleet_bus_received_total',
  lost: 'fleet_bus_lost_total',
  late: 'fleet_bus_late_total',
  doubled: 'fleet_bus_doubled_total',
  lastAt: 'fleet_bus_last_received_timestamp_seconds',
  expected: 'fleet_bus_path_expected',
} as const;

function receivedOn(page: string): ReceivedFrom[] {
  const figure = (name: keyof typeof figures, source: string, path: SinkName): number =>
    samplesOf(page, figures[name]).find(({ labels }) => labels.get('source') === source && labels.get('path') === path)
      ?.value ?? 0;
  const received = samplesOf(page, figures.received);
  const parities = samplesOf(page, 'fleet_bus_parity_ratio');
  const sources = [...new Set(received.map(({ labels }) => labels.get('source') ?? ''))];
  return sources.map((source) => {
    const paths = sinkNames.filter((path) =>
      received.some(({ labels }) => labels.get('source') === source && labels.get('path') === path),
    );
    const onPath = (path: SinkName): ReceivedOn => ({
      received: figure('received', source, path),
      lost: figure('lost', source, path),
      late: figure('late', source, path),
      doubled: figure('doubled', source, path),
      lastAt: figure('lastAt', source, path),
      expected: figure('expected', source, path) === 1,
    });
    const parity = parities.find(({ labels }) => labels.get('source') === source)?.value;
    return {
      source,
      paths: Object.fromEntries(paths.map((path) => [path, onPath(path)])),
      ...(parity === undefined ? {} : { parity }),
    };
  });
}
