import { hasChanged, type LogFile, unreadBytes } from './logFile.js';

/** A line without end is looked at when nothing was added to it for so long, in milliseconds. */
export const restMilliseconds = 2000;
/** A file that was written so lately, in seconds, is asked for news; all others a pass over the tree finds. */
const activeSeconds = 600;
/** Files asked for at a time; each takes a few microseconds. */
const askedAtMost = 256;

/** Whether nothing was added to the file for a while. `elapsed` is of a clock that is never set. */
export function rests({ changedAt }: LogFile, elapsed: number): boolean {
  return elapsed - changedAt >= restMilliseconds;
}

/** Whether there is something to read in the file now. */
export function isDue(file: LogFile, elapsed: number): boolean {
  if (file.record.reading.kind === 'packed') return false;
  if (file.unreachable !== undefined) return file.retry;
  return hasChanged(file) || file.more || (unreadBytes(file) > 0 && !file.rested && rests(file, elapsed));
}

/**
 * The files to ask for in the next round: those in which there is something to read, of which the one comes first that
 * has waited for the most rounds; then those that may have grown, the one that was written last first.
 *
 * @param now Unix seconds
 */
export function nextToAsk(files: Iterable<LogFile>, now: number, elapsed: number): LogFile[] {
  const due: LogFile[] = [];
  const active: LogFile[] = [];
  for (const file of files) {
    if (isDue(file, elapsed)) due.push(file);
    else if (isActive(file, now)) active.push(file);
  }
  due.sort((a, b) => a.servedIn - b.servedIn);
  if (due.length >= askedAtMost) return due.slice(0, askedAtMost);
  active.sort((a, b) => b.writtenAt - a.writtenAt);
  return [...due, ...active.slice(0, askedAtMost - due.length)];
}

function isActive({ unreachable, record, writtenAt }: LogFile, now: number): boolean {
  return unreachable === undefined && record.reading.kind !== 'packed' && now - writtenAt < activeSeconds;
}
