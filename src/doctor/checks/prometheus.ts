import type { SeriesAnswer } from '../../prometheus/answer.js';
import { PrometheusClient } from '../../prometheus/client.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

/** The oldest version that the bundled rules are tested with. */
const oldest = [2, 42] as const;

/** Time for one answer, in seconds. */
export const answerSeconds = 5;

/** Whether Prometheus answers, and has the exporters of all machines among its targets. */
export const prometheus: Check = {
  name: 'prometheus',
  why: 'rules and gates are evaluated there: without it no alert is raised and every gate is inconclusive',
  look: async (site) => {
    const { prometheusUrl } = site.settings.changes;
    const client = new PrometheusClient(prometheusUrl, { timeoutSeconds: answerSeconds });
    const [status, up] = await Promise.all([client.status(), client.query('up{job="fleetwatch"}')]);
    if (status.kind === 'error') {
      const remedy = 'start it, or correct `changes.prometheus_url`';
      return [failed(`${prometheusUrl}: ${status.message}`, remedy)];
    }
    const targets =
      up.kind === 'series' ? targetsIn(up, site) : [failed(`${prometheusUrl}: ${up.message}`, 'look into its log')];
    return [ofVersion(status.version, prometheusUrl), ...targets];
  },
};

function ofVersion(version: string, url: string): Observation {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  if (!isOld) return ok(`${url} is Prometheus ${version}`);
  return warning(
    `${url} is Prometheus ${version}`,
    `the rules are tested with ${oldest.join('.')} and later: bring it up`,
  );
}

function targetsIn({ series }: SeriesAnswer, { settings }: Site): Observation[] {
  return settings.machines.map(({ name }) => {
    const [own] = series.filter(({ labels }) => labels.machine === name);
    if (own === undefined) {
      const remedy = `add it to the target files of the job fleetwatch, with the label machine: ${name}`;
      return failed(`${name}: its exporter is no target of Prometheus`, remedy);
    }
    if (own.points.at(-1)?.value === 1) return ok(`${name}: Prometheus scrapes its exporter`);
    return failed(
      `${name}: Prometheus cannot scrape its exporter at ${own.labels.instance ?? 'its target'}`,
      'its page /targets says why; start the exporter, or correct the target file',
    );
  });
}
