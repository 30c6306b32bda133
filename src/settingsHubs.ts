import type { ParsedDocument } from './document/parse.js';
import type { Finding } from './finding.js';
import type { HubsSettings } from './settings.generated.js';
import { secondsOf } from './settingsAlerting.js';
import { unknownMachine } from './settingsFindings.js';

/** The Prometheus and the Alertmanager of one machine. */
export interface HubServers {
  readonly machine: string;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
}

/** The hubs of the fleet. */
export interface HubSettings {
  /** The first is the one that is preferred. */
  readonly servers: readonly HubServers[];
  /** What all of them write to. */
  readonly storeUrl: string | undefined;
  /** A machine whose newest sample in a hub is older is not fresh. */
  readonly freshnessSeconds: number;
}

/** The block as the rest of the program reads it; nothing where no hub is named. */
export function hubSettings(hubs: HubsSettings | undefined): HubSettings | undefined {
  return (
    hubs && {
      servers: hubs.servers.map(({ machine, prometheus_url, alertmanager_url }) => {
        return { machine, prometheusUrl: prometheus_url, alertmanagerUrl: alertmanager_url };
      }),
      storeUrl: hubs.store_url,
      freshnessSeconds: secondsOf(hubs.freshness ?? '60s'),
    }
  );
}

/** What the schema cannot say of the block: each hub is that of a machine, and no machine has two. */
export function hubProblems(
  hubs: HubsSettings | undefined,
  machines: readonly string[],
  document: ParsedDocument,
): Finding[] {
  const named = (hubs?.servers ?? []).map(({ machine }) => machine);
  return named.flatMap((machine, index): Finding[] => {
    const place = document.placeOfValue(['hubs', 'servers', index, 'machine']);
    if (!machines.includes(machine)) return [unknownHubMachine(unknownMachine(machine, machines, place), machines)];
    if (named.indexOf(machine) === index) return [];
    return [
      {
        code: 'duplicate-machine',
        risk: 'G',
        severity: 'error',
        place,
        message: `machine \`${machine}\` has two hubs`,
        why: 'the machine is the name of its hub: two of the same name cannot be told apart',
        remedy: 'name each machine once under `hubs.servers`',
      },
    ];
  });
}

function unknownHubMachine(finding: Finding, machines: readonly string[]): Finding {
  return {
    ...finding,
    why: 'the fleetwatch of that machine answers for the hub, and there is none',
    remedy: `name one of: ${machines.join(', ')}`,
  };
}
