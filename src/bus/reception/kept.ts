import { isRecord } from '../../isRecord.js';
import { type SinkName, sinkNames } from '../mode.js';
import type { Gap } from './gaps.js';
import type { PathState } from './pathCount.js';
import type { Position, ReceptionState } from './reception.js';
import type { SourceState } from './sourceCount.js';

/** Reads what was kept; `undefined` where any of it is not as it was written: then counting begins anew. */
export function readReceptionState(content: unknown): ReceptionState | undefined {
  if (!isRecord(content) || content.version !== 1 || !isRecord(content.sources) || !isRecord(content.positions)) {
    return undefined;
  }
  const sources = Object.entries(content.sources).map(([machine, source]) => [machine, sourceOf(source)] as const);
  const positions = Object.entries(content.positions).map(([stream, one]) => [stream, positionOf(one)] as const);
  const isWhole = [...sources, ...positions].every(([, value]) => value !== undefined);
  if (!isWhole) return undefined;
  return { version: 1, sources: defined(sources), positions: defined(positions) };
}

function sourceOf(value: unknown): SourceState | undefined {
  if (!isRecord(value) || !isRecord(value.paths) || !isRecord(value.sentOn) || !isCount(value.comparedAfter)) {
    return undefined;
  }
  const [http, nats] = [pathOf(value.paths.http), pathOf(value.paths.nats)];
  const { sentOn, comparedAfter } = value;
  if (http === undefined || nats === undefined) return undefined;
  const from = (name: SinkName): [SinkName, number][] => {
    const sequence = sentOn[name];
    return isCount(sequence) ? [[name, sequence]] : [];
  };
  return { paths: { http, nats }, sentOn: Object.fromEntries(sinkNames.flatMap(from)), comparedAfter };
}

function pathOf(value: unknown): PathState | undefined {
  if (!isRecord(value) || !Array.isArray(value.gaps)) return undefined;
  const { epoch, earlierEpoch, base, top, received, lost, late, doubled, lastAt } = value;
  const gaps = value.gaps.flatMap((gap: unknown) => gapOf(gap) ?? []);
  if (typeof epoch !== 'string' || typeof earlierEpoch !== 'string' || gaps.length < value.gaps.length)
    return undefined;
  if (!isCount(base) || !isCount(top) || !isCount(received) || !isCount(lost)) return undefined;
  if (!isCount(late) || !isCount(doubled) || !isCount(lastAt)) return undefined;
  return { epoch, earlierEpoch, base, top, gaps, received, lost, late, doubled, lastAt };
}

function gapOf(value: unknown): Gap | undefined {
  if (!isRecord(value)) return undefined;
  const { from, to, since, lost } = value;
  return isCount(from) && isCount(to) && isCount(since) && typeof lost === 'boolean'
    ? { from, to, since, lost }
    : undefined;
}

function positionOf(value: unknown): Position | undefined {
  if (!isRecord(value) || typeof value.created !== 'string' || !isCount(value.next)) return undefined;
  return { created: value.created, next: value.next };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function defined<T>(entries: readonly (readonly [string, T | undefined])[]): Record<string, T> {
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
