import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultLadder } from '../acknowledgements/ladder.js';
import { ladderRules } from '../acknowledgements/ladderRules.js';
import type { Alerting } from '../settingsAlerting.js';
import { configurationOf, type Reached, templateFolder } from './configuration.js';
import { configurationText } from './text.js';

const shipped = fileURLToPath(new URL('../../alertmanager/templates/', import.meta.url));

/** What Alertmanager reads, text by path from the folder of the configuration. */
export interface AlertmanagerFiles {
  readonly configuration: string;
  /** In the order in which they have to be there: the configuration names them. */
  readonly templates: ReadonlyMap<string, string>;
}

/** All files of Alertmanager for a fleet; `tokenFile` holds what every fleetwatch knows it by. */
export async function alertmanagerFiles(
  alerting: Alerting,
  machines: readonly Reached[],
  tokenFile?: string,
): Promise<AlertmanagerFiles> {
  const names = (await readdir(shipped)).filter((name) => name.endsWith('.tmpl')).sort();
  const read = names.map(async (name) => {
    const text = await readFile(join(shipped, name), 'utf8');
    return [join(templateFolder, name), text] as const;
  });
  return {
    configuration: configurationText(configurationOf(alerting, machines, tokenFile)),
    templates: new Map(await Promise.all(read)),
  };
}

/** The rules of the ladder, for Prometheus; without other levels in the settings, those that are shipped. */
export function escalationRules({ escalation }: Alerting): string {
  return ladderRules({ ...defaultLadder, levels: escalation });
}
