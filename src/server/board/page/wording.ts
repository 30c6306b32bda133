/** Words for figures. Times are absolute and in UTC: they change only when what they tell of has changed. */

/** Seconds that a Date can hold (ECMA-262, 21.4.1.1); a file may claim to be from beyond. */
const furthestSeconds = 8.64e12;

/** Unix seconds as a `time` element; `never` for null. */
export function time(seconds: number | null, now: number): string {
  if (seconds === null) return 'never';
  if (!(Math.abs(seconds) < furthestSeconds)) return 'at no possible time';
  const iso = new Date(Math.round(seconds) * 1000).toISOString();
  const isToday = iso.slice(0, 10) === new Date(now * 1000).toISOString().slice(0, 10);
  const shown = isToday ? iso.slice(11, 19) : iso.slice(0, 16).replace('T', ' ');
  return `<time datetime="${iso}">${shown}</time>`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytes(count: number): string {
  let figure = count;
  let unit = 0;
  for (; figure >= 1024 && unit < units.length - 1; unit++) figure /= 1024;
  return `${figure < 10 && unit > 0 ? figure.toFixed(1) : Math.round(figure)} ${units[unit]}`;
}

/** A duration in seconds, in the unit that suits it. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
