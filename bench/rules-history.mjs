/** What the rules would have recorded by now: their longest windows cost nothing on an empty database. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { execa } from 'execa';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Recorded series with the times before now, in seconds, at which they have samples. */
const recorded = [
  {
    name: 'slo:fleet_agent_lost:seconds_total',
    ages: [3 * day, day, 6 * hour, 2 * hour, ...every(minute, 5 * minute, hour)],
  },
  { name: 'slo:fleet_agent_outages:total', ages: [3 * day, day, ...every(minute, 5 * minute, hour)] },
  { name: 'slo:fleet_agent_lost:since_timestamp_seconds', ages: every(minute, 5 * minute, hour) },
  { name: 'agent:fleet_agent_probe_duration:seconds', ages: every(minute, 5 * minute, 30 * minute) },
  { name: 'agent:fleet_agent_probe_duration_seconds:avg30m', ages: every(30 * minute, hour, day) },
  { name: 'agent:fleet_agent_verdict_transitions:known', ages: every(30, 5 * minute, 30 * minute) },
  { name: 'agent:fleet_agent_restarts:known', ages: [6 * hour, ...every(15, 5 * minute, 10 * minute)] },
  { name: 'agent:fleet_agent_probe_duration_seconds:avg1d', ages: [10 * minute] },
];
/** A sample must not be older than this where a rule looks for it: Prometheus' lookback. */
const spreadSeconds = [0, 4 * minute];

/**
 * Writes blocks of the database, up to 5 minutes ago.
 *
 * @param {{ promtool: string, file: string, data: string, machines: readonly string[], agents: number }} options
 */
export async function writeHistory({ promtool, file, data, machines, agents }) {
  const now = Math.floor(Date.now() / 1000);
  const out = createWriteStream(file);
  for (const { name, ages } of recorded) {
    out.write(`# TYPE ${name} gauge\n`);
    const times = [
      ...new Set(ages.flatMap((age) => (age >= 2 * hour ? spreadSeconds.map((more) => age - more) : [age]))),
    ];
    times.sort((one, other) => other - one);
    for (const machine of machines) {
      for (let index = 0; index < agents; index++) {
        const series = `${name}{machine="${machine}",agent="agent_${index}"}`;
        const text = times.map((age) => `${series} 0.01 ${now - age}\n`).join('');
        if (!out.write(text)) await once(out, 'drain');
      }
    }
  }
  out.end('# EOF\n');
  await once(out, 'finish');
  await execa(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, data]);
}

/** Ages from the youngest to the oldest. */
function every(step, youngest, oldest) {
  return Array.from({ length: Math.floor((oldest - youngest) / step) + 1 }, (_one, index) => youngest + index * step);
}
