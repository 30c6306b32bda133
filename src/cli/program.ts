import { Command } from 'commander';
import { version } from '../version.js';
import { defineAck } from './define/ack.js';
import { defineAlertmanager } from './define/alertmanager.js';
import { defineBus } from './define/bus.js';
import { defineChange } from './define/change.js';
import { defineCheck } from './define/check.js';
import { defineCompletion } from './define/completion.js';
import { defineDemo } from './define/demo.js';
import { defineDoctor } from './define/doctor.js';
import { defineFiles } from './define/files.js';
import { defineGate } from './define/gate.js';
import { defineHub } from './define/hub.js';
import { defineJournal } from './define/journal.js';
import { defineMigrate } from './define/migrate.js';
import { definePager } from './define/pager.js';
import { definePhase0 } from './define/phase0.js';
import { definePlan } from './define/plan.js';
import { definePorts } from './define/ports.js';
import { defineReload } from './define/reload.js';
import { defineRestart } from './define/restart.js';
import { defineRollback } from './define/rollback.js';
import { defineRunbook } from './define/runbook.js';
import { defineScan } from './define/scan.js';
import { defineServe } from './define/serve.js';
import { defineStatus } from './define/status.js';
import { defineUp } from './define/up.js';
import { exitCodes } from './exit.js';
import { completeUsage } from './usage.js';

/** In the order of the help. */
const definitions: readonly ((program: Command) => void)[] = [
  defineServe,
  defineUp,
  definePager,
  defineDoctor,
  defineStatus,
  defineCheck,
  definePorts,
  defineScan,
  defineMigrate,
  defineAlertmanager,
  defineAck,
  defineBus,
  defineChange,
  defineFiles,
  defineGate,
  defineHub,
  defineJournal,
  definePhase0,
  definePlan,
  defineReload,
  defineRestart,
  defineRollback,
  defineRunbook,
  defineDemo,
  defineCompletion,
];

/** Every command with its arguments and options. Each command's work is loaded when it is used. */
export function fleetwatchProgram(): Command {
  const program = new Command('fleetwatch')
    .description('Prometheus exporter and alerting stack for fleets of long-running agent processes')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(`fleetwatch: ${text.replace(/^error: /, '')}`) })
    .exitOverride((error) => {
      // Commander leaves with 1 for wrong usage; here 1 says that something was found.
      process.exit(error.exitCode === 0 ? exitCodes.clean : exitCodes.couldNotRun);
    });
  for (const define of definitions) define(program);
  completeUsage(program);
  return program;
}
