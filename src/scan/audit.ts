import { randomBytes } from 'node:crypto';
import type { Printed } from '../check/reporters/printed.js';
import { counted } from '../document/wording.js';
import { compareFindings, type Finding } from '../finding.js';
import type { Scanner } from '../leaks/model.js';
import { type Fingerprint, fingerprinter } from '../leakWatch/fingerprint.js';
import { type ProcessSweep, sweepProcesses } from '../leakWatch/processes/sweep.js';
import { Reader } from '../leakWatch/reading/reader.js';
import type { Settings } from '../settings.js';
import { type FilesScan, scanFiles } from './files.js';
import { leakFinding, processFinding, unreadFinding } from './findings.js';
import { logRoot, machineRoots } from './subject.js';
import { TextScan } from './text.js';

export interface AuditContext {
  readonly settings: Settings;
  readonly scanner: Scanner;
  /** Nothing where this user cannot read the key of the machine. */
  readonly fingerprint: Fingerprint | undefined;
}

/** What the audit says of one surface. */
interface Row {
  readonly surface: string;
  readonly leaks: number;
  /** How many of the things on this surface were looked at, and how many there are. */
  readonly looked: number;
  readonly all: number;
  /** Whether nothing at all could be looked at. A folder with no files in it can be. */
  readonly blind: boolean;
  readonly detail: string;
}

export interface SecurityAudit {
  readonly printed: Printed;
  /** Surfaces of which nothing at all could be looked at: whether they are clean nobody knows. */
  readonly blind: readonly string[];
}

/**
 * Looks once at every surface of a machine on which a credential may show: process lists, environments, files, logs. Accepted leaks
 * are none of its business: it says what is there.
 */
export async function securityAudit(context: AuditContext): Promise<SecurityAudit> {
  const { settings, scanner } = context;
  // A key of the moment tells equal leaks from others in this audit, and is worth nothing to anybody afterwards.
  const fingerprint = context.fingerprint ?? fingerprinter(randomBytes(32));
  const identity = context.fingerprint === undefined ? 'occurrence' : 'machine';
  const sweep = await sweepOnce({ ...context, fingerprint });
  const text = new TextScan(scanner, fingerprint);
  const files = scanFiles(machineRoots(settings), text);
  const logs = scanFiles([logRoot(settings)], text);
  const rows = [...processRows(sweep), fileRow('files', files), fileRow('logs', logs)];
  const findings: Finding[] = [
    ...sweep.sightings.map((sighting) => processFinding(sighting, identity)),
    ...[...files.leaks, ...logs.leaks].map((leak) => leakFinding(leak, identity)),
    ...[...files.unread, ...logs.unread].map(unreadFinding),
  ];
  const blind = rows.filter((row) => row.blind).map(({ surface }) => surface);
  return { printed: printedAudit(settings.machine.name, rows, findings, blind), blind };
}

async function sweepOnce({
  settings,
  scanner,
  fingerprint,
}: AuditContext & { fingerprint: Fingerprint }): Promise<ProcessSweep> {
  const reader = new Reader();
  try {
    const agentOf = () => Promise.resolve(undefined);
    return await sweepProcesses({ procRoot: settings.procRoot, scanner, fingerprint, reader, agentOf });
  } finally {
    await reader.stop();
  }
}

function processRows({ sightings, processes, commandLinesRead, environmentsRead }: ProcessSweep): Row[] {
  const row = (surface: string, on: string, looked: number): Row => ({
    surface,
    leaks: sightings.filter((sighting) => sighting.surface === on).length,
    looked,
    all: processes,
    blind: looked === 0,
    detail: `${looked} of ${processes} processes read`,
  });
  return [row('command lines', 'cmdline', commandLinesRead), row('environments', 'environ', environmentsRead)];
}

function fileRow(surface: string, { leaks, files, bytes, binary, unread }: FilesScan): Row {
  const size = `${counted(files, 'file')} read (${(bytes / 1e6).toFixed(1)} MB)`;
  const gaps = [
    ...(binary === 0 ? [] : [`${binary} binary`]),
    ...(unread.length === 0 ? [] : [`${unread.length} unreadable`]),
  ];
  return {
    surface,
    leaks: leaks.length,
    looked: files,
    all: files + unread.length,
    blind: files === 0 && unread.length > 0,
    detail: [size, ...gaps].join(', '),
  };
}

function verdict({ leaks, looked, all, blind }: Row): string {
  if (leaks > 0) return counted(leaks, 'leak');
  if (blind) return 'nothing read';
  return looked < all ? 'clean in what was read' : 'clean';
}

function printedAudit(machine: string, rows: readonly Row[], findings: Finding[], blind: readonly string[]): Printed {
  const leaks = rows.reduce((sum, row) => sum + row.leaks, 0);
  const seen = blind.length === 0 ? '' : `; nothing is known of ${blind.join(', ')}`;
  return {
    findings: findings.sort(compareFindings),
    accepted: [],
    tables: [
      { title: `security audit of ${machine}`, rows: rows.map((row) => [row.surface, verdict(row), row.detail]) },
    ],
    closing: `${counted(leaks, 'leak')}${seen}`,
    figures: {
      machine,
      ...Object.fromEntries(
        rows.map(({ surface, leaks: found, looked, all }) => [
          surface.replaceAll(' ', '_'),
          { leaks: found, read: looked, of: all },
        ]),
      ),
      blind,
    },
  };
}
