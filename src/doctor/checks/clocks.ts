import { exporterUrl } from '../../exporterAddress.js';
import { below } from '../../http/get.js';
import type { HttpAnswer } from '../ask.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

/** Seconds apart from which figures of two machines do not fit together. */
const warningSeconds = 1;
/** From which samples count as stale, or as of the future. */
const failedSeconds = 10;

/** Whether the clocks of all that answer agree with the one here. */
export const clocks: Check = {
  name: 'clocks',
  why: 'rules compare times of one machine with those of another: with clocks apart, pages come late, or for nothing',
  look: async ({ settings, ask }) => {
    const { machines, changes } = settings;
    const servers = [
      ...machines.map((machine) => ({ name: `exporter of ${machine.name}`, url: exporterUrl(machine) })),
      { name: 'Prometheus', url: changes.prometheusUrl },
      { name: 'Alertmanager', url: changes.alertmanagerUrl },
    ];
    return Promise.all(servers.map(({ name, url }) => observe(name, url, ask)));
  },
};

async function observe(name: string, url: string, ask: Site['ask']): Promise<Observation> {
  const answer = await ask(below(url, '-/healthy'));
  const seconds = leastOffset(answer);
  if (seconds === undefined) {
    return warning(`${name}: its clock cannot be read`, `let ${url} be reached from here, then run this again`);
  }
  const apart = Math.abs(seconds);
  if (apart < warningSeconds) return ok(`${name}: less than ${warningSeconds} s apart`);
  const seen = `${name}: at least ${apart.toFixed(1)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine`;
  const remedy = 'let NTP keep the clocks of both (timedatectl, chronyc tracking)';
  return apart < failedSeconds ? warning(seen, remedy) : failed(seen, remedy);
}

/**
 * By how many seconds the clock of a server is certainly ahead of ours, negative where it is behind; 0 where it may be the
 * same. The server was asked at some moment between question and answer, and says its time cut to the second.
 */
export function leastOffset(answer: HttpAnswer): number | undefined {
  if (answer.kind === 'none' || answer.date === undefined) return undefined;
  const { date, askedAt, answeredAt } = answer;
  if (date > answeredAt) return (date - answeredAt) / 1000;
  return date + 1000 < askedAt ? (date + 1000 - askedAt) / 1000 : 0;
}
