import { below } from '../../http/get.js';
import type { HubServers } from '../../settingsHubs.js';
import { type Check, failed, notApplicable, type Observation, ok, type Site } from '../model.js';

/** Whether the Prometheus and the Alertmanager of every hub answer, and the store that all of them write to. */
export const hubs: Check = {
  name: 'hubs',
  why: 'where one hub does not answer, the fleet has no second one to go on with when the other is lost',
  look: async ({ settings, ask }) => {
    if (settings.hubs === undefined) return [notApplicable('no `hubs`: one Prometheus and one Alertmanager')];
    const { servers, storeUrl } = settings.hubs;
    const ofHubs = await Promise.all(servers.flatMap((hub) => serversOf(hub).map((one) => observe(one, ask))));
    if (storeUrl === undefined) return [...ofHubs, notApplicable('no `hubs.store_url`: nothing is kept for longer')];
    // Mimir, Thanos and VictoriaMetrics have no path in common that says how they are: any answer says that one is there.
    const store = await ask(storeUrl);
    return [
      ...ofHubs,
      store.kind === 'none' ? silent('the store', storeUrl, store.reason) : ok(`the store: answers at ${storeUrl}`),
    ];
  },
};

interface Server {
  readonly name: string;
  readonly url: string;
}

function serversOf({ machine, prometheusUrl, alertmanagerUrl }: HubServers): readonly Server[] {
  return [
    { name: `Prometheus of ${machine}`, url: prometheusUrl },
    { name: `Alertmanager of ${machine}`, url: alertmanagerUrl },
  ];
}

async function observe({ name, url }: Server, ask: Site['ask']): Promise<Observation> {
  const answer = await ask(below(url, '-/ready'));
  if (answer.kind === 'none') return silent(name, url, answer.reason);
  if (answer.status === 200) return ok(`${name}: ready at ${url}`);
  return failed(`${name}: HTTP status ${answer.status} at ${url}`, 'wait until it has started; else look into its log');
}

function silent(name: string, url: string, reason: string): Observation {
  return failed(`${name}: ${reason} at ${url}`, 'start it, or correct its address under `hubs`');
}
