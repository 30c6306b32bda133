import type { LogFigures } from '../view.js';
import type { LogFiles } from './files.js';
import { unreadBytes } from './logFile.js';

/** Why a log is not read. `binary`: it is no text; `packed`: it was compressed before it was read; `many`: no room. */
export const tailGapReasons = ['denied', 'failed', 'binary', 'packed', 'many'] as const;
export type TailGapReason = (typeof tailGapReasons)[number];

/** What the files of the tree come to. `lookedAt`: Unix seconds at which nothing was left to be read. */
export function figuresOf(files: LogFiles, lookedAt: number): LogFigures {
  const gaps = new Map<TailGapReason, number>(tailGapReasons.map((reason) => [reason, 0]));
  const note = (reason: TailGapReason, number = 1) => gaps.set(reason, (gaps.get(reason) ?? 0) + number);
  let count = 0;
  let backlogBytes = 0;
  let oldestUnreadAt = Number.POSITIVE_INFINITY;
  for (const file of files.all()) {
    const { reading } = file.record;
    count += 1;
    if (file.unreachable === 'denied' || file.unreachable === 'failed') note(file.unreachable);
    else if (reading.kind === 'binary') note('binary');
    else if (reading.kind === 'packed' && !reading.known) note('packed');
    const unread = unreadBytes(file);
    backlogBytes += unread;
    if (unread > 0) oldestUnreadAt = Math.min(oldestUnreadAt, file.arrears.since ?? oldestUnreadAt);
  }
  note('many', files.left);
  return {
    files: count,
    backlogBytes,
    oldestUnreadAt: Number.isFinite(oldestUnreadAt) ? oldestUnreadAt : 0,
    gaps,
    lookedAt,
  };
}
