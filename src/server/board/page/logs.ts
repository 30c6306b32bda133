import { counted } from '../../../document/wording.js';
import type { LogPart } from '../model/logs.js';
import { part, table, text, toned } from './markup.js';
import { newsNote } from './news.js';
import { bytes, time } from './wording.js';

const shownRows = 10;

/** The logs that grow fastest. */
export function logs(seen: LogPart, now: number): string {
  const { rows, files, bytes: total, unownedBytes } = seen;
  const sum = `<p>${counted(files, 'file')} take ${bytes(total)}, ${bytes(unownedBytes)} of that of no agent.</p>`;
  const shown = rows.slice(0, shownRows).map((row) => ({
    cells: [
      text(row.agent),
      row.bytesPerSecond === null ? 'not known yet' : `${bytes(row.bytesPerSecond * 3600)}/h`,
      bytes(row.bytes),
      time(row.lastRotation, now),
      trouble(row),
    ] as const,
  }));
  const head = ['Agent', 'Grows by', 'Takes', 'Rotated', 'Trouble'];
  const caption = `Logs that grow fastest, ${shown.length} of ${rows.length} agents; growth over the last ten minutes`;
  const body = rows.length === 0 ? '' : table({ caption, head, rows: shown });
  return part('logs', 'Logs', [newsNote(seen.news, now), sum, body].join('\n'));
}

function trouble({ races, deletedBytes }: LogPart['rows'][number]): string {
  const words = [
    ...(races > 0 ? [toned('warn', `${counted(races, 'file')} with racing writers`)] : []),
    ...(deletedBytes > 0 ? [toned('warn', `${bytes(deletedBytes)} deleted and held open`)] : []),
  ];
  return words.length === 0 ? 'none' : words.join(', ');
}
