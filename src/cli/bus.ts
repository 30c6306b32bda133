import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BusMode, sinksOf } from '../bus/mode.js';
import { type ChosenMode, modeFileName } from '../bus/modeFile.js';
import { busDirectory } from '../busDuty.js';
import { formatFindings } from '../document/report.js';
import { ownExporterUrl } from '../exporterAddress.js';
import { loadSettings, type Settings } from '../settings.js';
import { writeJson } from '../state/store.js';
import { type BusOnPage, busOnPage, type ReceivedFrom } from './busPage.js';
import type { BusSurroundings } from './busStreams.js';
import { exitCodes } from './exit.js';
import { exporterUnanswered, readMetrics } from './exporterMetrics.js';
import { jsonDocument } from './jsonDocument.js';

/** Which exporter is asked: by its address, or by the settings that it runs with. */
export interface BusKeeper {
  readonly config?: string | undefined;
  readonly machine?: string | undefined;
  readonly url?: string | undefined;
}

export interface BusStatusArguments extends BusKeeper {
  readonly json: boolean;
}

export interface BusParityArguments extends BusStatusArguments {
  /** Only what this machine sends. */
  readonly of?: string | undefined;
}

export interface BusModeArguments {
  readonly config: string;
  readonly machine?: string | undefined;
  readonly mode: BusMode;
  /** Only say whether it is in use. */
  readonly check: boolean;
  readonly json?: boolean;
}

/** Milliseconds in which the exporter takes up another mode; it looks every two seconds. */
const takenWithin = 10_000;

/** `fleetwatch bus parity`: whether HTTP and NATS bring the same. Nothing compared is never parity. */
export async function busParityCommand(given: BusParityArguments, around: BusSurroundings): Promise<number> {
  const page = await pageOf(given, around);
  if (page === undefined) return exitCodes.couldNotRun;
  const received = page.received.filter(({ source }) => given.of === undefined || source === given.of);
  const compared = received.filter(({ parity }) => parity !== undefined);
  around.write(given.json ? `${JSON.stringify(received)}\n` : compared.map(parityText).join(''));
  if (compared.length === 0) {
    around.problem(
      'nothing was compared: no machine sends on both ways to this one, or not for `bus.receive.patience` yet',
    );
    return exitCodes.couldNotRun;
  }
  return compared.every(({ parity }) => parity === 1) ? exitCodes.clean : exitCodes.found;
}

/** `fleetwatch bus status`: what the machine sends, and what it has received of whom. */
export async function busStatusCommand(given: BusStatusArguments, around: BusSurroundings): Promise<number> {
  const page = await pageOf(given, around);
  if (page === undefined) return exitCodes.couldNotRun;
  around.write(given.json ? `${JSON.stringify(page)}\n` : statusText(page));
  const isDown = page.sinks.some(({ active, up }) => active && !up);
  return isDown || page.received.some(({ parity = 1 }) => parity < 1) ? exitCodes.found : exitCodes.clean;
}

/** `fleetwatch bus mode MODE`: has the exporter send by other ways from now on, until the settings say something new. */
export async function busModeCommand(given: BusModeArguments, around: BusSurroundings): Promise<number> {
  const settings = await settingsOf(given, around);
  if (settings === undefined) return exitCodes.couldNotRun;
  const { bus, machine, stateDirectory } = settings;
  const missing = bus === undefined ? 'bus' : sinksOf(given.mode).find((sink) => bus[sink] === undefined);
  if (bus === undefined || missing !== undefined) {
    around.problem(`the settings have no \`${bus === undefined ? 'bus' : `bus.${missing}`}\``);
    return exitCodes.couldNotRun;
  }
  if (!given.check) {
    const chosen: ChosenMode = { mode: given.mode, instead_of: bus.mode, at: Date.now() };
    await writeJson(join(busDirectory(stateDirectory), modeFileName), chosen);
  }
  const url = ownExporterUrl(machine);
  const answer = await modeInUse(url, given.mode, given.check ? 0 : takenWithin);
  if ('silence' in answer) {
    around.problem(exporterUnanswered(`the exporter of ${machine.name}`, url, answer.silence));
    return exitCodes.couldNotRun;
  }
  const { mode } = answer;
  const isInUse = mode === given.mode;
  if (given.json) around.write(jsonDocument({ machine: machine.name, wanted: given.mode, mode: mode ?? null }));
  else if (!isInUse) {
    around.write(`the exporter of ${machine.name} ${mode === undefined ? 'has no bus' : `sends by ${mode}`}\n`);
  }
  return isInUse ? exitCodes.clean : exitCodes.found;
}

/** The mode of an exporter, once it is the one that is waited for, or the time is up. */
async function modeInUse(
  url: string,
  wanted: BusMode,
  milliseconds: number,
): Promise<{ readonly mode: BusMode | undefined } | { readonly silence: string }> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await readMetrics(url);
    const isOver = Date.now() >= end;
    if (answer.kind === 'page') {
      const { mode } = busOnPage(answer.page);
      if (mode === wanted || isOver) return { mode };
    } else if (isOver) return { silence: answer.why };
    await delay(500);
  }
}

async function pageOf(given: BusKeeper, around: BusSurroundings): Promise<BusOnPage | undefined> {
  const url = given.url ?? (await urlOf(given, around));
  if (url === undefined) return undefined;
  const answer = await readMetrics(url);
  if (answer.kind === 'page') return busOnPage(answer.page);
  around.problem(exporterUnanswered('the exporter', url, answer.why));
  return undefined;
}

async function urlOf({ config, machine }: BusKeeper, around: BusSurroundings): Promise<string | undefined> {
  if (config === undefined) {
    around.problem('say with --config or --url which exporter to ask');
    return undefined;
  }
  const settings = await settingsOf({ config, machine }, around);
  return settings && ownExporterUrl(settings.machine);
}

async function settingsOf(
  given: { readonly config: string; readonly machine?: string | undefined },
  around: BusSurroundings,
): Promise<Settings | undefined> {
  const { settings, findings } = await loadSettings(given.config, given.machine);
  if (settings === undefined) around.problem(`cannot use the settings\n${formatFindings(findings)}`);
  return settings;
}

function parityText({ source, parity = 0, paths }: ReceivedFrom): string {
  const ways = Object.entries(paths).map(
    ([path, { received, lost, late, doubled }]) =>
      `  ${path.padEnd(5)} ${received} received, ${lost} lost, ${late} late, ${doubled} doubled\n`,
  );
  return `${source}: parity ${parity === 1 ? '1' : parity.toFixed(6)}\n${ways.join('')}`;
}

function statusText({ mode, sequence, sinks, received }: BusOnPage): string {
  const sent = sinks.map(({ sink, active, up, backlogEvents, dropped }) => {
    const standing = active ? (up ? 'up' : 'down') : 'not used';
    return `  ${sink.padEnd(5)} ${standing}, ${backlogEvents} waiting, ${dropped} dropped\n`;
  });
  const came = received.map(({ source, parity, paths }) => {
    const ways = Object.entries(paths).map(([path, { received: events, lost, lastAt }]) => {
      const last = lastAt === 0 ? 'never' : new Date(lastAt * 1000).toISOString();
      return `  ${path.padEnd(5)} ${events} received, ${lost} lost, last ${last}\n`;
    });
    return `from ${source}${parity === undefined ? '' : `: parity ${parity}`}\n${ways.join('')}`;
  });
  const first = mode === undefined ? 'no `bus` in the settings: nothing is sent' : `mode ${mode}, sequence ${sequence}`;
  return `${first}\n${sent.join('')}${came.join('')}`;
}
