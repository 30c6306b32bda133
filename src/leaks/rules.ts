import type { LeakRule } from './rule.js';
import { assignments } from './rules/assignments.js';
import { business } from './rules/business.js';
import { calls } from './rules/calls.js';
import { clouds } from './rules/clouds.js';
import { codeHosts } from './rules/codeHosts.js';
import { commands } from './rules/commands.js';
import { messaging } from './rules/messaging.js';
import { models } from './rules/models.js';
import { named } from './rules/named.js';
import { nats } from './rules/nats.js';
import { operations } from './rules/operations.js';
import { passwordHashes } from './rules/passwordHashes.js';
import { privateKeys } from './rules/privateKeys.js';
import { urls } from './rules/urls.js';
import { webTokens } from './rules/webTokens.js';

/** All rules. Where two find the same bytes, an exact one wins, then the one that stands first. */
export const leakRules: readonly LeakRule[] = [
  ...privateKeys,
  ...models,
  ...clouds,
  ...codeHosts,
  ...messaging,
  ...business,
  ...operations,
  ...named,
  ...nats,
  ...webTokens,
  ...passwordHashes,
  ...urls,
  ...commands,
  ...calls,
  ...assignments,
];

const ids: ReadonlySet<string> = new Set(leakRules.map(({ id }) => id));

/** Whether there is a rule of this id. */
export function isLeakRule(id: string): boolean {
  return ids.has(id);
}
