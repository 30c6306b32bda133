/** The page of an exporter with thousands of agents, made up: what the bundled rules read, and nothing else. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const verdicts = [
  'healthy',
  'degraded',
  'unhealthy',
  'hung',
  'refused',
  'invalid',
  'imposter',
  'unverified',
  'unknown',
];

/** Values of the labels that an agent's families have besides machine and agent. */
const labelValues = {
  verdict: verdicts,
  kind: ['scraped', 'probed', 'none'],
  role: ['service', 'health', 'http'],
  cause: ['syn-sent', 'close-wait'],
};
/** `state` means something else in each family. */
const states = {
  fleet_agent_adoption: ['adopted', 'adopted-but-silent', 'legacy-verified', 'legacy-unverified', 'unknown'],
  fleet_agent_port_state: ['listening', 'silent', 'taken', 'unknown'],
  fleet_agent_sockets: ['established', 'close-wait', 'syn-sent', 'time-wait'],
};

/** Of each metric, the value on a quiet day; 0 where there is none here. */
const quiet = (seconds) => ({
  fleet_agent_required: 1,
  fleet_agent_up: 1,
  fleet_agent_covered: 1,
  fleet_agent_processes: 1,
  fleet_agent_script_found: 1,
  fleet_agent_process_open_fds: 100,
  fleet_agent_process_max_fds: 1024,
  fleet_agent_probe_duration_seconds: 0.01,
  fleet_agent_restarts_total: 3,
  fleet_agent_verdict_transitions_total: 1,
  fleet_agent_log_written_bytes_total: 1e6,
  fleet_agent_verdict_timestamp_seconds: seconds - 86_400,
  fleet_agent_process_start_time_seconds: seconds - 86_400,
  // The page stays as it is for minutes; these would look old on it.
  fleet_agent_last_probe_timestamp_seconds: seconds + 86_400,
  fleet_agent_last_healthy_timestamp_seconds: seconds + 86_400,
  fleet_health_check_interval_seconds: 30,
  fleet_health_check_start_period_seconds: 60,
});

/** Families that the rules name, each with its labels. */
export function familiesInRules(catalogue, rulesFolder) {
  const rules = readdirSync(rulesFolder).map((name) => readFileSync(join(rulesFolder, name), 'utf8'));
  const named = new Set(rules.join('\n').match(/\bfleet_[a-z0-9_]+/g));
  return catalogue.flatMap(({ families }) => families).filter(({ name }) => named.has(name));
}

/**
 * @param {readonly { name: string, labels: readonly string[] }[]} families
 * @param {string} machine
 * @param {number} agents
 * @param {(index: number) => string} verdictOf
 */
export function pageOf(families, machine, agents, verdictOf) {
  const values = quiet(Date.now() / 1000);
  const lines = [`fleet_machine_agents{machine="${machine}"} ${agents}`];
  for (const { name, labels } of families) {
    const others = labels.filter((label) => label !== 'machine' && label !== 'agent');
    const value = values[name] ?? 0;
    if (!labels.includes('agent')) {
      if (others.length === 0 && name in values) lines.push(`${name}{machine="${machine}"} ${value}`);
      continue;
    }
    const known = others.every((label) => (label === 'state' ? name in states : label in labelValues));
    if (!known || name.endsWith('_info')) continue;
    const tails = others.reduce((list, label) => product(list, label, labelValues[label] ?? states[name]), ['']);
    for (let index = 0; index < agents; index++) {
      const verdict = verdictOf(index);
      for (const tail of tails) {
        const shown = valueFor(name, tail, value, verdict);
        lines.push(`${name}{machine="${machine}",agent="agent_${index}"${tail}} ${shown}`);
      }
    }
  }
  return Buffer.from(`${lines.join('\n')}\n${dependencies(machine, agents)}`);
}

function product(list, label, values) {
  return list.flatMap((tail) => values.map((value) => `${tail},${label}="${value}"`));
}

function valueFor(name, tail, value, verdict) {
  switch (name) {
    case 'fleet_agent_verdict':
      return tail === `,verdict="${verdict}"` ? 1 : 0;
    case 'fleet_agent_up':
      return verdict === 'healthy' || verdict === 'degraded' ? 1 : 0;
    case 'fleet_agent_adoption':
      return tail.includes('"adopted"') ? 1 : 0;
    case 'fleet_agent_port_state':
      return tail.includes('"listening"') ? 1 : 0;
    default:
      return value;
  }
}

/** Two dependencies an agent, in layers of a hundred. */
function dependencies(machine, agents) {
  const lines = [];
  for (let index = 100; index < agents; index++) {
    for (const on of [index % 100, index - 100 + ((index * 7) % 50)]) {
      const labels = `machine="${machine}",agent="agent_${index}",depends_on_machine="${machine}",depends_on="agent_${on}"`;
      lines.push(`fleet_agent_dependency{${labels}} 1`);
    }
  }
  return `${[...new Set(lines)].join('\n')}\n`;
}
