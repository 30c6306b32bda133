import type { Finding } from '../finding.js';
import type { HubSettings } from '../settingsHubs.js';
import type { HubCheck } from './check.js';
import type { HubView } from './view.js';

/** What each check is for, and what to look at when it fails. */
const meaning: Record<HubCheck, { readonly why: string; readonly remedy: string }> = {
  prometheus_ready: {
    why: 'the machines of the fleet are not watched by this hub, and if the other one goes, by none',
    remedy: 'look whether Prometheus runs, then at the end of its log',
  },
  rules_evaluating: {
    why: 'a rule that is not evaluated raises no alert',
    remedy: 'look at /rules of this Prometheus, and at the load of the machine',
  },
  storage_writable: {
    why: 'what is not stored is seen by no rule and by no dashboard',
    remedy: 'look whether the disk of this Prometheus is full or read-only, then at the end of its log',
  },
  alertmanager_reachable: {
    why: 'alerts of this hub go to nobody unless the Alertmanager of the other one takes them',
    remedy: 'look whether Alertmanager runs, then at the log of Prometheus: it names the Alertmanager and the error',
  },
  samples_fresh: {
    why: 'the hub judges machines by what they said long ago, or not at all',
    remedy: 'look at /targets of this Prometheus, and whether its target files name every machine',
  },
  store_reachable: {
    why: 'what this hub alone has seen is missing in the store, and is lost once its journal is older than two hours',
    remedy: 'look whether the store runs, then at the log of Prometheus for remote write',
  },
};

/** What is wrong with the hubs, as the machine sees it that has, or has not, one of its own. */
export function hubFindings(
  machine: string,
  { servers }: HubSettings,
  view: HubView | undefined,
  settingsFile: string,
): Finding[] {
  const frame = {
    risk: 'F',
    severity: 'warning',
    place: { kind: 'file', file: settingsFile, line: 1, column: 1 },
    machine,
  } as const;
  const failing = (view?.checks ?? []).filter(({ ok }) => !ok);
  return [
    ...(servers.length > 1 ? [] : [{ ...frame, code: 'hub-single', ...single }]),
    ...failing.map(({ check, seen }) => {
      return {
        ...frame,
        code: 'hub-unwell',
        message: `${check} of the hub of \`${machine}\`: ${seen}`,
        ...meaning[check],
      };
    }),
  ];
}

const single = {
  message: 'the fleet has one hub',
  why: "while it is down nobody watches, and nobody is told but by the dead man's switch outside",
  remedy: 'run Prometheus and Alertmanager on a second machine, and name both under `hubs.servers`',
};
