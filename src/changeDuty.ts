import type { Router } from 'express';
import type { Logger } from 'pino';
import { builtInValues } from './changes/builtIn.js';
import { ownProgram } from './changes/command/program.js';
import { runCommand } from './changes/command/run.js';
import { StepOffice } from './changes/remote/office.js';
import type { RolledBack } from './changes/rollback/rollBack.js';
import type { OwnMetrics } from './ownMetrics.js';
import { loadRunbooks, runbookFolders } from './runbooks/load.js';
import { remoteStepsRoute } from './server/remoteSteps.js';
import { rollbackWebhookRoute } from './server/rollbackWebhook.js';
import type { Settings } from './settings.js';
import { ChangeDesk } from './triggers/changeDesk.js';

/** What an exporter does for changes: its own, and steps of those that other machines keep. */
export class ChangeDuty {
  readonly desk: ChangeDesk;
  readonly #office: StepOffice;

  constructor(settings: Settings, log: Logger) {
    const { changes, machines } = settings;
    this.desk = new ChangeDesk(settings, ownProgram, {
      rollback: rollbackLog(log),
      polling: (reason) => {
        if (reason === undefined) log.info('rollback alerts are polled again');
        else log.warn({ reason }, 'rollback alerts cannot be polled; the webhook is left');
      },
      gate: (change, error) => log.error({ change, err: error }, 'the gate of a change cannot be asked'),
      refused: (result, times) => log.warn({ result, times }, 'rollback webhooks were refused'),
    });
    this.#office = new StepOffice({
      book: this.desk.book,
      program: ownProgram,
      run: runCommand,
      now: Date.now,
      runbooks: async () => (await loadRunbooks(runbookFolders(changes.runbookDirectory))).runbooks,
      values: () => builtInValues(settings),
      machines: () => machines.map(({ name }) => name),
    });
  }

  /** The addresses at which triggers and orders of other machines come in. */
  routes(own: OwnMetrics): Router[] {
    const { desk } = this;
    return [
      rollbackWebhookRoute({
        token: desk.token,
        take: (alerts) => desk.take(alerts),
        refused: (result) => desk.refused(result),
      }),
      remoteStepsRoute({
        take: (order) => this.#office.take(order),
        admits: (authorization) => desk.token.admits(authorization),
        count: (result) => own.stepRequests.inc({ result }),
      }),
    ];
  }

  start(): void {
    this.desk.start();
  }

  /** Ends what is under way as a crash would: the next start goes on. */
  async stop(): Promise<void> {
    await Promise.all([this.desk.stop(), this.#office.stop()]);
  }
}

/** Says once what became of a rollback: the keeper looks again and again. */
function rollbackLog(
  log: Logger,
): (change: string, result: RolledBack | { readonly kind: 'error'; readonly error: unknown }) => void {
  const said = new Map<string, string>();
  return (change, result) => {
    const what = result.kind === 'held-back' ? `${result.kind} ${result.hold}` : result.kind;
    const isNews = said.get(change) !== what;
    said.set(change, what);
    if (result.kind === 'busy' || result.kind === 'not-requested' || !isNews) return;
    if (result.kind === 'error') log.error({ change, err: result.error }, 'a rollback cannot go on');
    else if (result.kind === 'failed') log.error({ change, reason: result.reason }, 'a rollback has failed');
    else if (result.kind === 'held-back') log.warn({ change, hold: result.hold }, 'a rollback is held back');
    else log.info({ change, result: result.kind }, 'rolled back');
  };
}
