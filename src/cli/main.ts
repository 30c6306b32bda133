#!/usr/bin/env -S node --max-semi-space-size=4
import { Command } from 'commander';
import { version } from '../version.js';
import { defineAck } from './define/ack.js';
import { defineAlertmanager } from './define/alertmanager.js';
import { defineChange } from './define/change.js';
import { defineCheck } from './define/check.js';
import { defineDemo } from './define/demo.js';
import { defineFiles } from './define/files.js';
import { defineGate } from './define/gate.js';
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
import { defineUp } from './define/up.js';
import { exitCodes } from './exit.js';
import { guardTerminal } from './terminal.js';

guardTerminal();

// Each command is loaded when it is used: the exporter need not carry the simulator, nor the other way round.
const program = new Command('fleetwatch')
  .description('Prometheus exporter and alerting stack for fleets of long-running agent processes')
  .version(version)
  .configureOutput({ outputError: (text, write) => write(`fleetwatch: ${text.replace(/^error: /, '')}`) })
  .exitOverride((error) => {
    // Commander leaves with 1 for wrong usage; here 1 says that something was found.
    process.exit(error.exitCode === 0 ? exitCodes.clean : exitCodes.couldNotRun);
  });

for (const define of [
  defineServe,
  defineUp,
  definePager,
  defineCheck,
  definePorts,
  defineScan,
  defineMigrate,
  defineAlertmanager,
  defineAck,
  defineChange,
  defineFiles,
  defineGate,
  defineJournal,
  definePhase0,
  definePlan,
  defineReload,
  defineRestart,
  defineRollback,
  defineRunbook,
  defineDemo,
]) {
  define(program);
}

await program.parseAsync();
