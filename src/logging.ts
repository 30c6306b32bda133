import { type Logger, type LoggerOptions, pino } from 'pino';
import type { Finding } from './finding.js';
import { redacted } from './redaction/redacted.js';
import type { WatchpostEvents } from './watchpost.js';

/** The log on stdout. Each line passes the redactor when all of it stands there: message, errors with their causes, fields. */
export function openLog(level: NonNullable<LoggerOptions['level']>, machine: string): Logger {
  return pino({ level, base: { machine }, hooks: { streamWrite: redacted } });
}

/** One line a transition, none for a probe that found what was known. */
export function transitionLog(log: Logger): WatchpostEvents {
  let written = true;
  return {
    verdictChanged: ({ name: agent }, before, after) => {
      const level = after.verdict === 'healthy' ? 'info' : 'warn';
      log[level]({ agent, from: before.verdict, to: after.verdict, reason: after.reason }, 'verdict changed');
    },
    stateWritten: (error) => {
      if (error !== undefined && written)
        log.error({ err: error }, 'state cannot be written; counts will not outlive a restart');
      if (error === undefined && !written) log.info('state can be written again');
      written = error === undefined;
    },
  };
}

/** One line when a collector begins to work, or to fail. */
export function collectorLog(log: Logger): (collector: string, failure: string | undefined) => void {
  return (collector, failure) => {
    if (failure === undefined) log.info({ collector }, 'collector works');
    else log.warn({ collector, failure }, 'collector fails');
  };
}

/** One line a finding, at its severity. */
export function logFindings(log: Logger, findings: readonly Finding[]): void {
  for (const { severity, code, place, message, remedy } of findings) {
    const level = severity === 'warning' ? 'warn' : severity;
    log[level]({ code, place, remedy }, message);
  }
}
