import { bundledAlertNames } from '../../acknowledgements/alertNames.js';
import { PrometheusClient } from '../../prometheus/client.js';
import { type Check, failed, ok } from '../model.js';
import { answerSeconds } from './prometheus.js';

/** Names that are shown of many. */
const shownNames = 5;

/** Whether Prometheus has loaded every bundled alert, and can evaluate all of its rules. */
export const rules: Check = {
  name: 'rules',
  why: 'an alert that is not loaded, or cannot be evaluated, never fires',
  look: async ({ settings }) => {
    const client = new PrometheusClient(settings.changes.prometheusUrl, { timeoutSeconds: answerSeconds });
    const [answer, { climbing, others }] = await Promise.all([client.rules(), bundledAlertNames()]);
    if (answer.kind === 'error') {
      const remedy = 'start Prometheus, or correct `changes.prometheus_url`';
      return [failed(`which rules are loaded cannot be said: ${answer.message}`, remedy)];
    }
    const bundled = [...climbing, ...others];
    const loaded = new Set(answer.rules.filter(({ type }) => type === 'alerting').map(({ name }) => name));
    const missing = bundled.filter((name) => !loaded.has(name));
    const broken = [...new Set(answer.rules.filter(({ health }) => health === 'err').map(({ name }) => name))];
    return [
      missing.length === 0
        ? ok(`all ${bundled.length} bundled alerts are loaded`)
        : failed(
            `${missing.length} of ${bundled.length} bundled alerts are not loaded: ${some(missing)}`,
            'name prometheus/rules/*.rules.yml under `rule_files`, then have Prometheus reload',
          ),
      broken.length === 0
        ? ok('every rule was evaluated without an error')
        : failed(
            `${broken.length} rules cannot be evaluated: ${some(broken)}`,
            'the page /rules of Prometheus says why',
          ),
    ];
  },
};

function some(names: readonly string[]): string {
  const rest = names.length - shownNames;
  return rest > 0 ? `${names.slice(0, shownNames).join(', ')} and ${rest} more` : names.join(', ');
}
