import { parse } from 'yaml';
import { alertmanagerFiles } from '../../alerting/files.js';
import { unsetReceivers } from '../../alerting/unset.js';
import { below } from '../../http/get.js';
import { parsedJson } from '../../parsedJson.js';
import { type Check, failed, type Observation, ok, type Site, warning } from '../model.js';

/** Whether Alertmanager answers, and tells those whom the settings name. */
export const receivers: Check = {
  name: 'receivers',
  why: 'an alert without a receiver reaches nobody, however loud it is',
  look: async (site) => [await loaded(site), ...unset(site)],
};

async function loaded({ settings, ask }: Site): Promise<Observation> {
  const { alertmanagerUrl, tokenFile } = settings.changes;
  const answer = await ask(below(alertmanagerUrl, 'api/v2/status'));
  if (answer.kind === 'none') {
    return failed(`${alertmanagerUrl}: ${answer.reason}`, 'start it, or correct `changes.alertmanager_url`');
  }
  const own = receiversIn(configurationIn(answer.text));
  if (answer.status !== 200 || own === undefined) {
    return failed(`${alertmanagerUrl} is no Alertmanager`, 'correct `changes.alertmanager_url`');
  }
  const { configuration } = await alertmanagerFiles(settings.alerting, settings.machines, tokenFile);
  const wanted = receiversIn(configuration) ?? [];
  const missing = wanted.filter((name) => !own.includes(name));
  if (missing.length === 0) return ok(`${alertmanagerUrl} has all ${wanted.length} receivers of the settings`);
  return failed(
    `${alertmanagerUrl} lacks receivers that the settings give: ${missing.join(', ')}`,
    'write its configuration with `fleetwatch alertmanager render --output …`, then have it reload',
  );
}

function unset({ settings }: Site): Observation[] {
  return unsetReceivers(settings.alerting, settings.file).map(({ message, remedy }) => warning(message, remedy));
}

/** `config.original` of `/api/v2/status` (Alertmanager, api/v2/openapi.yaml); credentials in it are masked. */
function configurationIn(text: string): string | undefined {
  const original = property(property(parsedJson(text), 'config'), 'original');
  return typeof original === 'string' ? original : undefined;
}

function receiversIn(configuration: string | undefined): string[] | undefined {
  if (configuration === undefined) return undefined;
  try {
    const list = property(parse(configuration), 'receivers');
    if (!Array.isArray(list)) return undefined;
    return list.map((one: unknown) => property(one, 'name')).filter((name) => typeof name === 'string');
  } catch {
    return undefined;
  }
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}
