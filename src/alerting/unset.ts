import type { Finding } from '../finding.js';
import type { Alerting } from '../settingsAlerting.js';
import { pager, substitutions } from './recipients.js';

/** One finding for each role that nobody has, with who is told instead; `file` are the settings. */
export function unsetReceivers(alerting: Alerting, file: string): Finding[] {
  const unset = (message: string, why: string, remedy: string): Finding => ({
    code: 'receiver-unset',
    risk: 'F',
    severity: 'warning',
    // What is absent has no line of its own.
    place: { kind: 'file', file, line: 1, column: 1 },
    message,
    why,
    remedy,
  });
  if (alerting.receivers.size === 0) {
    return [
      unset(
        'no receiver is configured: every alert goes to the pager of fleetwatch on the machine of Alertmanager',
        'nobody who is elsewhere is told of anything',
        'give `alerting.receivers`, `oncall` and `chat` first',
      ),
    ];
  }
  const stood = substitutions(alerting).map(({ role, by }) =>
    unset(
      `nobody is \`${role}\`: its alerts go to ${by === pager ? 'the pager of fleetwatch' : by.includes('`') ? by : `\`${by}\``}`,
      'they reach whoever stands in, or nobody when that way is the one that fails',
      `give \`alerting.receivers.${role}\`${isLevel(alerting, role) ? ', or leave it out of `alerting.escalation`' : ''}`,
    ),
  );
  if (alerting.receivers.has('dead_mans_switch')) return stood;
  return [
    ...stood,
    unset(
      'nobody outside the fleet hears that alerting works',
      'when Prometheus, Alertmanager or their machine is gone, no alert says so',
      'give `alerting.receivers.dead_mans_switch`, a service that tells when it hears nothing',
    ),
  ];
}

function isLevel({ escalation }: Alerting, role: string): boolean {
  return escalation.some(({ to }) => to === role);
}
