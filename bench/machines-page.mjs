/** The page of a machine with a thousand agents: a real exporter's page of 77, its agents taken several times over. */

/** Lines of families whose value follows the clock or the work of the agent; the others stay as they were captured. */
const moving = new Map([
  ['fleet_agent_last_probe_timestamp_seconds', ofProbe],
  ['fleet_agent_last_healthy_timestamp_seconds', ofProbe],
  ['fleet_agent_probe_duration_seconds', (value, { noise }) => value * (0.8 + 0.4 * noise())],
  ['fleet_agent_probes_total', (value, { seconds }) => value + Math.floor(seconds / 30)],
  ['fleet_agent_process_cpu_seconds_total', (value, { seconds, noise }) => value + seconds * 0.02 + noise() * 0.02],
  ['fleet_agent_process_resident_memory_bytes', (value, { noise }) => value + Math.floor(noise() * 64) * 4096],
  ['fleet_agent_process_open_fds', (value, { noise }) => value + Math.floor(noise() * 3)],
  ['fleet_agent_log_written_bytes_total', (value, { seconds }) => value + Math.floor(seconds / 5) * 173],
  ['fleet_agent_log_bytes', (value, { seconds }) => value + Math.floor(seconds / 5) * 173],
  ['fleet_agent_log_largest_file_bytes', (value, { seconds }) => value + Math.floor(seconds / 5) * 173],
  ['fleet_agent_log_last_write_timestamp_seconds', (value, { seconds, first }) => later(value, seconds, first, 5)],
  [
    'fleetwatch_collector_last_success_timestamp_seconds',
    (value, { seconds, first }) => later(value, seconds, first, 15),
  ],
  ['fleetwatch_collector_duration_seconds', (value, { noise }) => value * (0.8 + 0.4 * noise())],
  ['fleet_probe_duration_seconds_bucket', (value, { seconds }) => value + Math.floor(seconds)],
  ['fleet_probe_duration_seconds_count', (value, { seconds }) => value + Math.floor(seconds)],
  ['process_cpu_seconds_total', (value, { seconds, noise }) => value + seconds * 0.1 + noise() * 0.1],
]);

/** An agent is asked every 30 s. 0 stays: it was never healthy. */
function ofProbe(value, { seconds, first }) {
  return later(value, seconds, first, 30);
}

function later(value, seconds, first, step) {
  return value === 0 ? 0 : Math.max(value, first) + Math.floor(seconds / step) * step;
}

/**
 * Splits a captured page into what moves and what does not.
 *
 * @param {string} captured in the text format of Prometheus
 * @param {number} agents how many agents the page is to have; all of the captured ones, and their copies
 */
export function widened(captured, agents) {
  const lines = captured.split('\n').filter((line) => line !== '' && line !== '# EOF');
  const names = [...new Set(lines.flatMap((line) => /[{,]agent="([^"]+)"/.exec(line)?.[1] ?? []))];
  const still = [];
  const live = [];
  const take = (line) => {
    const move = moving.get(/^[a-z_]+/.exec(line)?.[0] ?? '');
    const space = line.lastIndexOf(' ');
    if (move === undefined) still.push(line);
    else live.push({ series: line.slice(0, space), value: Number(line.slice(space + 1)), move });
  };
  for (const line of lines) {
    const name = line.startsWith('#') ? undefined : /[{,]agent="([^"]+)"/.exec(line)?.[1];
    if (name === undefined) take(line);
    else for (let copy = 0; copy * names.length + names.indexOf(name) < agents; copy++) take(ofCopy(line, copy));
  }
  return { still: still.join('\n'), live, series: still.filter((line) => !line.startsWith('#')).length + live.length };
}

/** Edges of the dependency graph stay within a copy. */
function ofCopy(line, copy) {
  return line.replaceAll(/([{,](?:agent|depends_on)=")([^"]+)"/g, `$1$2-${copy}"`);
}

/**
 * The lines that move, `seconds` after the Unix time `first`.
 *
 * @param {ReturnType<typeof widened>['live']} live
 * @param {{ seconds: number, first: number, noise: () => number }} at
 * @param {string} [ending] behind each value, such as a timestamp
 */
export function liveLines(live, at, ending = '') {
  return live.map(({ series, value, move }) => `${series} ${move(value, at)}${ending}`).join('\n');
}

/**
 * Of a text that a machine named `from` has said: the same of another machine.
 *
 * @param {string} text
 * @param {string} from
 * @param {string} to
 */
export function saidBy(text, from, to) {
  return text.replaceAll(`machine="${from}"`, `machine="${to}"`);
}
