import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChangeBook } from '../changes/book.js';
import type { Program } from '../changes/command/order.js';
import { runCommand } from '../changes/command/run.js';
import { deputyOf } from '../changes/remote/deputy.js';
import { type KeeperOptions, RollbackKeeper } from '../changes/rollback/keeper.js';
import { rollbackBudgetSeconds } from '../changes/rollback/rollBack.js';
import { readLastGood } from '../gate/kept/lastGood.js';
import { keepLastRun, type LastRun, readLastRuns } from '../gate/kept/lastRuns.js';
import { runbookGate } from '../gate/source.js';
import { PrometheusClient } from '../prometheus/client.js';
import type { Settings } from '../settings.js';
import type { RollbackAlert } from './alert.js';
import { GateWatch } from './gateWatch.js';
import { AlertPoll } from './poll.js';
import { RollbackTrigger } from './rollbackTrigger.js';
import { Sparse } from './sparse.js';
import { type IdleResult, TriggerTally } from './tally.js';
import { TokenFile } from './tokenFile.js';

/** What is to be said of changes while the exporter runs. */
export interface DeskNews {
  /** A rollback began or went on by itself, and this became of it. */
  readonly rollback: KeeperOptions['report'];
  /** Alertmanager cannot be asked; `undefined` when it can again. */
  readonly polling: (reason: string | undefined) => void;
  readonly gate: (change: string, error: unknown) => void;
  /** Requests that were refused, so many since it was said last. */
  readonly refused: (result: IdleResult, times: number) => void;
}

/** Milliseconds between two looks of the keeper; it is woken by what is requested here. */
const keeperBeat = 2000;

/** Everything that watches the changes of one machine and takes them back, inside its exporter. */
export class ChangeDesk {
  readonly book: ChangeBook;
  readonly tally = new TriggerTally();
  /** By which Alertmanager and the other machines are known. */
  readonly token: TokenFile;
  readonly #stateDirectory: string;
  readonly #keeper: RollbackKeeper;
  readonly #trigger: RollbackTrigger;
  readonly #poll: AlertPoll;
  readonly #gates: GateWatch;
  readonly #refusals: Readonly<Record<'unauthorized' | 'malformed', Sparse>>;

  /** `program` is this very fleetwatch: what starts it. */
  constructor(settings: Settings, program: Program, news: DeskNews) {
    const { machine, stateDirectory, changes } = settings;
    const { killSwitchFile, limits, alertmanagerUrl, tokenFile } = changes;
    const now = Date.now;
    const book = new ChangeBook({
      directory: join(stateDirectory, 'changes'),
      machine: machine.name,
      now,
      killSwitchFile,
    });
    const looked = () => book.changes();
    this.book = book;
    this.token = new TokenFile(tokenFile);
    this.#stateDirectory = stateDirectory;
    this.#keeper = new RollbackKeeper(
      { book, program, run: runCommand, deputy: deputyOf(settings), now },
      { limits, budgetSeconds: rollbackBudgetSeconds, beat: keeperBeat, report: news.rollback },
    );
    this.#trigger = new RollbackTrigger({ book, tally: this.tally, wake: () => this.#keeper.wake(), now });
    this.#poll = new AlertPoll({
      url: alertmanagerUrl,
      changes: looked,
      trigger: this.#trigger,
      failing: news.polling,
    });
    const prometheus = new PrometheusClient(changes.prometheusUrl);
    this.#gates = new GateWatch({
      changes: looked,
      ask: (expression, signal) => prometheus.query(expression, { signal }),
      lastGood: ({ runbook }, parameters) => readLastGood(stateDirectory, runbookGate(runbook), parameters),
      keep: (change, run) => keepLastRun(stateDirectory, change, run),
      failed: news.gate,
      now,
      sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined),
    });
    const sparse = (result: IdleResult) => new Sparse((times) => news.refused(result, times), now);
    this.#refusals = { unauthorized: sparse('unauthorized'), malformed: sparse('malformed') };
  }

  start(): void {
    this.#keeper.start();
    this.#poll.start();
    void this.#gates.run();
  }

  /** Ends what is under way as a crash would; the next start goes on. */
  async stop(): Promise<void> {
    this.#poll.stop();
    this.#gates.stop();
    await this.#keeper.stop();
  }

  /** Takes alerts that Alertmanager's webhook brought. */
  take(alerts: readonly RollbackAlert[]): Promise<void> {
    return this.#trigger.take(alerts, 'webhook');
  }

  /** A webhook that was refused. */
  refused(result: 'unauthorized' | 'malformed'): void {
    this.tally.note('webhook', result);
    this.#refusals[result].note();
  }

  /** The last run of each gate, also of those that were run from the command line. */
  gateRuns(): Promise<readonly LastRun[]> {
    return readLastRuns(this.#stateDirectory);
  }
}
