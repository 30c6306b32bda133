import type { Finding, Severity } from '../finding.js';
import { type DeletedSum, sumDeleted } from './openFiles.js';
import { describeWriters, type Race } from './race.js';
import type { AgentLogs, LogView, UnownedFile } from './view.js';
import type { Gap, GapReason } from './walk.js';

/** From when on a log counts as too much; sizes in bytes. */
export interface LogLimits {
  readonly maxFileBytes: number;
  readonly maxDeletedBytes: number;
}

type LogFinding = Omit<Finding, 'risk' | 'machine'>;

/** A log that was last put aside longer ago is not rotated; logrotate(8) comes once a week at the rarest usual setting. */
const rotationSeconds = 8 * 86_400;
const mebibyte = 1024 * 1024;

/** Everything wrong with the logs of a machine. `now` in Unix seconds. */
export function logFindings(machine: string, view: LogView, limits: LogLimits, now: number): Finding[] {
  const { agents, tree } = view;
  const ofAgents = agents.flatMap((logs) =>
    [
      ...logs.races.map(raced),
      ...oversize(logs, tree.root, limits, now),
      ...logs.rotatedOpen.map(rotatedOpen),
      ...deletedOpen(sumDeleted(logs.deleted), limits),
    ].map((finding) => ({ ...finding, agent: logs.agent })),
  );
  const ofNobody = [
    ...tree.unownedRaces.map(raced),
    ...tree.unowned.largest.map((file) => orphan(tree.root, file)),
    ...tree.gapExamples.map((gap) => unread(tree.root, gap)),
  ];
  return [...ofAgents, ...ofNobody].map((finding) => ({ ...finding, risk: 'E', machine }));
}

function raced(race: Race): LogFinding {
  return {
    code: 'log-race',
    ...at(race.path, 'warning'),
    message: `several writers, of which one does not append: ${describeWriters(race)}`,
    why: 'a writer that does not append writes over the lines of the others',
    remedy: 'open the log in append mode everywhere (`>>`, mode `a`, O_APPEND), or give each process a file of its own',
  };
}

function oversize(
  { tally, rotatedAt }: AgentLogs,
  root: string,
  { maxFileBytes }: LogLimits,
  now: number,
): LogFinding[] {
  const { largestFile, largestBytes } = tally;
  if (largestFile === undefined || largestBytes <= maxFileBytes || now - rotatedAt < rotationSeconds) return [];
  return [
    {
      code: 'log-oversize',
      ...at(`${root}/${largestFile}`, 'warning'),
      message: `takes ${mebibytes(largestBytes)}, more than the ${mebibytes(maxFileBytes)} allowed, and is not rotated`,
      why: 'a log that only grows fills the disk for all agents',
      remedy: 'rotate it, with `copytruncate` unless the agent opens its log anew',
    },
  ];
}

function rotatedOpen(path: string): LogFinding {
  return {
    code: 'log-rotated-open',
    ...at(path, 'warning'),
    message: 'was put aside, and is still written to',
    why: 'the log in its place stays empty, and what is written now is lost when this file is packed or deleted',
    remedy: 'let the rotation copy and truncate (`copytruncate`), or have the agent open its log anew after it',
  };
}

function deletedOpen({ files, diskBytes, first }: DeletedSum, { maxDeletedBytes }: LogLimits): LogFinding[] {
  if (first === undefined || diskBytes <= maxDeletedBytes) return [];
  const others = files > 1 ? ` and ${files - 1} more` : '';
  return [
    {
      code: 'log-deleted-open',
      ...at(first.path, 'warning'),
      message: `deleted${others}, held open by pid ${first.pid}: ${mebibytes(diskBytes)} on disk`,
      why: 'the space is free only when the process closes the file, and no listing of the directory shows it',
      remedy: `empty it with \`: > /proc/${first.pid}/fd/N\`, or restart the agent; empty logs instead of deleting them`,
    },
  ];
}

function orphan(root: string, { path, diskBytes }: UnownedFile): LogFinding {
  return {
    code: 'log-orphan',
    ...at(`${root}/${path}`, 'info'),
    message: `belongs to no configured agent, and takes ${mebibytes(diskBytes)}`,
    why: 'nobody reads it, nobody rotates it, and it stays when its agent is gone',
    remedy: 'delete it if its agent was taken out of the fleet; else name it as the agent is named',
  };
}

const unreadReasons: Record<GapReason, { readonly severity: Severity; readonly message: string }> = {
  denied: { severity: 'warning', message: 'may not be read by fleetwatch' },
  failed: { severity: 'warning', message: 'is not there, or cannot be read' },
  mount: { severity: 'info', message: 'is another file system, and is not looked into' },
  link: { severity: 'info', message: 'is a link that leads out of the log directory, and is not followed' },
};

function unread(root: string, { path, reason }: Gap): LogFinding {
  const { severity, message } = unreadReasons[reason];
  return {
    code: 'log-unread',
    ...at(path === '' ? root : `${root}/${path}`, severity),
    message,
    why: 'logs behind it are not counted: they may grow unseen',
    remedy: 'make it, let the user of fleetwatch read and enter it, or correct `log_directory` of the machine',
  };
}

/** A file as a whole. */
function at(file: string, severity: Severity): Pick<Finding, 'place' | 'severity'> {
  return { severity, place: { kind: 'file', file, line: 1, column: 1 } };
}

function mebibytes(bytes: number): string {
  const figure = bytes / mebibyte;
  return `${figure < 10 ? figure.toFixed(1) : Math.round(figure)} MiB`;
}
