import { appendFile } from 'node:fs/promises';
import { readBaseline, takeBaseline, writeBaseline } from '../gate/kept/baseline.js';
import { keepAsGood, readLastGood } from '../gate/kept/lastGood.js';
import { keepLastRun } from '../gate/kept/lastRuns.js';
import { recordLine } from '../gate/kept/recordLine.js';
import type { GateVerdict } from '../gate/model.js';
import { runJson } from '../gate/report/json.js';
import { measurementText, runText } from '../gate/report/text.js';
import { type GateRun, type GateRunOptions, runGate } from '../gate/run.js';
import { exitCodes } from './exit.js';
import {
  type Asked,
  answering,
  askedGate,
  type GateArguments,
  GateRefused,
  type GateSurroundings,
} from './gateAsked.js';

export interface GateRunArguments extends GateArguments {
  /** Appended to, one line a measurement. */
  readonly record?: string | undefined;
  /** Keep what is measured as the last good run. */
  readonly keepAsGood?: boolean | undefined;
  /** Measure what the gate is to be held against later, instead of running it. */
  readonly takeBaseline?: string | undefined;
}

const verdictCodes: Record<GateVerdict, number> = { go: 0, rollback: 1, inconclusive: 2 };

/** `fleetwatch gate FILE`: asks Prometheus, and says by its exit code: go, roll back, or neither. */
export function gateCommand(given: GateRunArguments, around: GateSurroundings): Promise<number> {
  return answering(around, async () => {
    const asked = await askedGate(given, around);
    return given.takeBaseline === undefined
      ? runAsked(given, asked, around)
      : measureBefore(given.takeBaseline, asked, around);
  });
}

async function runAsked(given: GateRunArguments, asked: Asked, around: GateSurroundings): Promise<number> {
  const { gate } = asked.source;
  if (given.keepAsGood && asked.stateDirectory === undefined) {
    throw new GateRefused('say with --config or --state-directory where the last good run is kept');
  }
  const options = await runOptions(given, asked, around);
  const run = await runGate(gate, options.options);
  await options.recorded();
  around.write(given.json ? runJson(run) : runText(run));
  if (asked.stateDirectory !== undefined) await keep(asked.stateDirectory, run, given, asked);
  return run.interrupted ? exitCodes.couldNotRun : verdictCodes[run.verdict];
}

async function runOptions(
  given: GateRunArguments,
  { source, parameters, client, stateDirectory }: Asked,
  around: GateSurroundings,
): Promise<{ readonly options: GateRunOptions; readonly recorded: () => Promise<void> }> {
  const { gate } = source;
  const baseline = given.baseline === undefined ? undefined : await readBaseline(given.baseline, gate);
  if (given.baseline !== undefined && baseline === undefined) {
    throw new GateRefused(`${given.baseline} is no baseline of the gate ${gate.id}; --take-baseline measures one`);
  }
  const lastGood = stateDirectory === undefined ? undefined : await readLastGood(stateDirectory, gate, parameters);
  let lines: Promise<void> = Promise.resolve();
  const { record } = given;
  // A record that cannot be written is said before anything is measured.
  if (record !== undefined) await appendFile(record, '');
  const options: GateRunOptions = {
    ask: (expression, signal) => client.query(expression, { signal }),
    parameters,
    references: { baseline, lastGood },
    now: around.now,
    sleep: around.sleep,
    signal: around.signal,
    onMeasurement: (query, measurement) => {
      if (!given.json) around.write(measurementText(query, measurement));
      if (record !== undefined) lines = lines.then(() => appendFile(record, recordLine(gate.id, query, measurement)));
      // Whoever awaits them is told of the failure; without this it would end the process first.
      lines.catch(() => undefined);
    },
  };
  return { options, recorded: () => lines };
}

async function keep(stateDirectory: string, run: GateRun, given: GateRunArguments, asked: Asked): Promise<void> {
  await keepLastRun(stateDirectory, asked.parameters.get('change') ?? '', run);
  if (given.keepAsGood || run.verdict === 'go') await keepAsGood(stateDirectory, run, asked.parameters);
}

async function measureBefore(file: string, asked: Asked, around: GateSurroundings): Promise<number> {
  const { source, parameters, client } = asked;
  const taken = await takeBaseline(source.gate.queries, {
    ask: (expression, signal) => client.query(expression, { signal }),
    parameters,
    now: around.now,
    signal: around.signal,
  });
  await writeBaseline(file, source.gate, around.now(), taken);
  for (const [id, value] of Object.entries(taken.values)) around.write(`${id}: ${value}\n`);
  for (const { id, why } of taken.missing) around.problem(`${id}: no baseline, ${why}`);
  return taken.missing.length === 0 ? exitCodes.clean : exitCodes.couldNotRun;
}
