import { durationSeconds } from '../gate/duration.js';
import { readBaseline } from '../gate/kept/baseline.js';
import { replayGate, TooLong } from '../gate/replay/replay.js';
import { replayJson } from '../gate/report/json.js';
import { replayText } from '../gate/report/text.js';
import { exitCodes } from './exit.js';
import { answering, askedGate, type GateArguments, GateRefused, type GateSurroundings } from './gateAsked.js';

export interface GateReplayArguments extends GateArguments {
  /** RFC 3339, or a duration before now. */
  readonly from: string;
  readonly to: string;
  /** A duration. */
  readonly step: string;
}

/** `fleetwatch gate replay FILE`: what the gate would have decided in the past. */
export function gateReplayCommand(given: GateReplayArguments, around: GateSurroundings): Promise<number> {
  return answering(around, async () => {
    const { source, parameters, client } = await askedGate(given, around);
    const now = around.now();
    const [from, to] = [timeOf('--from', given.from, now), timeOf('--to', given.to, now)];
    const step = durationOf(given.step) ?? 0;
    if (step === 0) throw new GateRefused('--step takes a duration such as 5m');
    if (from > to) throw new GateRefused('--from is later than --to');
    const baseline = given.baseline === undefined ? undefined : await readBaseline(given.baseline, source.gate);
    if (given.baseline !== undefined && baseline === undefined) {
      throw new GateRefused(`${given.baseline} is no baseline of the gate ${source.gate.id}`);
    }
    const points = await replayGate(source.gate, {
      ask: (expression, window, signal) => client.queryRange(expression, window, signal),
      parameters,
      ...{ from, to, step, now },
      references: { baseline },
      signal: around.signal,
    }).catch((error: unknown) => {
      if (error instanceof TooLong) throw new GateRefused(error.message, { cause: error });
      throw error;
    });
    around.write(given.json ? replayJson(source.gate.id, points) : replayText(source.gate.id, points));
    if (around.signal.aborted) return exitCodes.couldNotRun;
    if (points.some(({ verdict }) => verdict === 'rollback')) return exitCodes.found;
    return points.every(({ verdict }) => verdict === 'go') ? exitCodes.clean : exitCodes.couldNotRun;
  });
}

/** Whole seconds, so that the points of history are round. */
function timeOf(option: string, text: string, now: number): number {
  const ago = text === 'now' ? 0 : durationOf(text);
  const at = ago === undefined ? Date.parse(text) : now - ago;
  if (!Number.isFinite(at)) {
    throw new GateRefused(`${option} takes a time such as 2026-11-22T10:00:00Z, or a duration before now such as 2h`);
  }
  return Math.floor(at / 1000) * 1000;
}

/** Milliseconds. */
function durationOf(text: string): number | undefined {
  return /^(\d{1,6}(ms|[dhms]))+$/.test(text) ? Math.round(durationSeconds(text) * 1000) : undefined;
}
