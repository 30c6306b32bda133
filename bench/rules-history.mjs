/** What the rules would have recorded by now: their longest windows cost nothing on an empty database. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { execa } from 'execa';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Recorded series with the times before now, in seconds, at which they have samples. */
const recorded = [
  // Each agent was away for three minutes within each of: the last hour, 6 hours, a day, 3 days, 30 days.
  {
    name: 'slo:fleet_agent_lost:seconds1m',
    ages: [hour / 2, 5 * hour, 20 * hour, 2 * day, 20 * day].flatMap((age) => [age, age + minute, age + 2 * minute]),
  },
  { name: 'slo:fleet_agent_outage:bool', ages: [hour / 2, 5 * hour, 20 * hour, 2 * day] },
  { name: 'agent:fleet_agent_probe_duration:seconds', ages: every(minute, 5 * minute, 10 * minute) },
  { name: 'agent:fleet_agent_probe_duration_seconds:avg10m', ages: every(minute, 5 * minute, 30 * minute) },
  { name: 'agent:fleet_agent_probe_duration_seconds:avg30m', ages: every(30 * minute, hour, day) },
  { name: 'agent:fleet_agent_probe_duration_seconds:avg1d', ages: [10 * minute] },
  { name: 'fleet:fleet_agent_lost:ratio', ages: [hour, 6 * hour, day, 3 * day], ofFleet: true },
];

/**
 * Writes blocks of the database, up to 5 minutes ago.
 *
 * @param {{ promtool: string, file: string, data: string, machines: readonly string[], agents: number }} options
 */
export async function writeHistory({ promtool, file, data, machines, agents }) {
  const now = Math.floor(Date.now() / 1000);
  const out = createWriteStream(file);
  for (const { name, ages, ofFleet = false } of recorded) {
    out.write(`# TYPE ${name} gauge\n`);
    const times = ages.toSorted((one, other) => other - one).map((age) => now - age);
    const labels = ofFleet ? [''] : machines.flatMap((machine) => labelsOf(machine, agents));
    for (const label of labels) {
      const text = times.map((time) => `${name}${label} 0.01 ${time}\n`).join('');
      if (!out.write(text)) await once(out, 'drain');
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

function labelsOf(machine, agents) {
  return Array.from({ length: agents }, (_one, index) => `{machine="${machine}",agent="agent_${index}"}`);
}
