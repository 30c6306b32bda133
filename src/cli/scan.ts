import { rendered } from '../check/reporters/formats.js';
import type { Finding } from '../finding.js';
import { createScanner } from '../leaks/scanner.js';
import { acceptLeak } from '../scan/accept.js';
import { securityAudit } from '../scan/audit.js';
import { formerBaseline, writeBaseline } from '../scan/baseline.js';
import { sharedFingerprint } from '../scan/key.js';
import { loadMachine, type ScannedMachine } from '../scan/machine.js';
import { ScanRefused } from '../scan/refused.js';
import { refuseContradictions, type ScanRequest } from '../scan/request.js';
import { knownRules } from '../scan/rulesOff.js';
import { scanSecrets } from '../scan/secrets.js';
import { keyFileOf, machineRoots, namedRoots } from '../scan/subject.js';
import type { Fill } from '../scan/text.js';
import { exitCodes } from './exit.js';

/** What the command needs of the process it runs in. */
export interface ScanSurroundings {
  readonly stdin: Fill;
  readonly write: (text: string) => void;
  readonly problem: (line: string) => void;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** `fleetwatch scan secrets`: looks once for credentials in files, or on every surface of a machine. */
export async function scanCommand(request: ScanRequest, around: ScanSurroundings): Promise<number> {
  try {
    refuseContradictions(request);
    const machine = request.config === undefined ? undefined : await loadMachine(request.config, request.machine);
    if (machine !== undefined && 'findings' in machine) return refuse(machine.findings, request, around);
    if (machine !== undefined && request.accept !== undefined) {
      await acceptLeak(request, machine.settings, around.now());
      return exitCodes.clean;
    }
    if (machine !== undefined && machine.fingerprint === undefined && request.fingerprintKeyFile === undefined) {
      around.problem(
        `cannot read the key of this machine, ${keyFileOf(machine.settings)}: no fingerprints, and none is known as accepted\n` +
          '    do:  start its exporter, which makes one, or scan as the user of the exporter',
      );
    }
    return request.audit && machine !== undefined
      ? await audit(machine, request, around)
      : await scan(machine, request, around);
  } catch (error) {
    if (!(error instanceof ScanRefused)) throw error;
    around.problem(error.message);
    return exitCodes.couldNotRun;
  }
}

async function scan(machine: ScannedMachine | undefined, request: ScanRequest, around: ScanSurroundings) {
  const former = await formerBaseline(request.baseline, request.writeBaseline);
  if ('findings' in former) return refuse(former.findings, request, around);
  const known = await knownBy(machine, request);
  const printed = scanSecrets({
    ...known,
    subject: request.stdin ? { stdin: around.stdin } : { roots: rootsOf(machine, request) },
    scanner: scannerFor(machine, request),
    baseline: request.writeBaseline ? undefined : former.baseline,
    now: around.now(),
  });
  if (request.writeBaseline && former.baseline !== undefined) {
    await writeBaseline(former.baseline, printed.findings, around.now());
    return exitCodes.clean;
  }
  around.write(rendered(request.format, printed));
  return exitCode(printed.findings);
}

async function audit(machine: ScannedMachine, request: ScanRequest, around: ScanSurroundings) {
  const { printed, blind } = await securityAudit({
    settings: machine.settings,
    scanner: scannerFor(machine, request),
    fingerprint: machine.fingerprint,
  });
  around.write(rendered(request.format, printed));
  return blind.length > 0 ? exitCodes.couldNotRun : exitCode(printed.findings);
}

/** How leaks are known again: under a key that is given, else under that of the machine, else by their number. */
async function knownBy(machine: ScannedMachine | undefined, { fingerprintKeyFile }: ScanRequest) {
  if (fingerprintKeyFile !== undefined) {
    return { identity: 'shared', fingerprint: await sharedFingerprint(fingerprintKeyFile), acceptances: [] } as const;
  }
  if (machine?.fingerprint === undefined) {
    return { identity: 'occurrence', fingerprint: undefined, acceptances: [] } as const;
  }
  return { identity: 'machine', fingerprint: machine.fingerprint, acceptances: machine.acceptances } as const;
}

function rootsOf(machine: ScannedMachine | undefined, request: ScanRequest) {
  const { paths } = request;
  if (machine !== undefined && paths.length === 0) return machineRoots(machine.settings);
  return namedRoots(paths.length === 0 ? ['.'] : paths, request);
}

function scannerFor(machine: ScannedMachine | undefined, { rulesOff }: ScanRequest) {
  return createScanner({ rulesOff: knownRules([...rulesOff, ...(machine?.settings.leaks.rulesOff ?? [])]) });
}

function refuse(findings: readonly Finding[], { format }: ScanRequest, { write }: ScanSurroundings): number {
  write(rendered(format, { findings, accepted: [], tables: [], closing: 'nothing was looked through', figures: {} }));
  return exitCodes.couldNotRun;
}

/** What somebody asked for and could not be looked through outranks what was found elsewhere. */
function exitCode(findings: readonly Finding[]): number {
  const unread = findings.filter(({ code }) => code === 'leak-unread');
  if (unread.some(({ severity }) => severity === 'error')) return exitCodes.couldNotRun;
  return findings.length > unread.length ? exitCodes.found : exitCodes.clean;
}
