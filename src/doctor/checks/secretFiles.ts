import { open } from 'node:fs/promises';
import type { HttpCredentials, NatsCredentials } from '../../bus/options.js';
import type { Settings } from '../../settings.js';
import type { Target } from '../../settingsAlerting.js';
import { type Check, failed, notApplicable, type Observation, ok, warning } from '../model.js';

/** The permission of everybody to read (inode(7), S_IROTH). */
const worldReadable = 0o004;

/** Longest file that a credential is read from, in bytes. */
const longestBytes = 4096;
/** Fewer characters can be tried one after the other. */
const shortestToken = 16;

interface SecretFile {
  readonly key: string;
  readonly file: string;
  /** Read by Alertmanager, which may run elsewhere: it need not be here. */
  readonly isOfOthers: boolean;
}

/** Whether files with credentials are there, hold something, and are nobody else's to read. */
export const secretFiles: Check = {
  name: 'secret-files',
  why: 'webhooks, Redis and receivers are refused without them; and who can read them can take changes back',
  look: async ({ settings }) => {
    const observed = await Promise.all(secretFilesOf(settings).map(observe));
    if (settings.changes.tokenFile !== undefined) return observed;
    return [...observed, notApplicable('no `changes.token_file`: webhooks and steps for other machines are refused')];
  },
};

function secretFilesOf({ changes, health, alerting, bus }: Settings): SecretFile[] {
  const own = [
    { key: 'changes.token_file', file: changes.tokenFile },
    { key: 'health.redis.password_file', file: health.redis?.passwordFile },
    { key: 'bus.http', file: bus?.http && fileOfHttp(bus.http.credentials) },
    { key: 'bus.nats', file: bus?.nats && fileOfNats(bus.nats.credentials) },
  ];
  const ofReceivers = [...alerting.receivers].flatMap(([role, targets]) =>
    targets.map((target) => ({ key: `alerting.receivers.${role}`, file: fileOf(target) })),
  );
  return [
    ...own.flatMap(({ key, file }) => (file === undefined ? [] : { key, file, isOfOthers: false })),
    ...ofReceivers.flatMap(({ key, file }) => (file === undefined ? [] : { key, file, isOfOthers: true })),
  ];
}

function fileOfHttp(credentials: HttpCredentials): string | undefined {
  switch (credentials.kind) {
    case 'bearer':
      return credentials.tokenFile;
    case 'basic':
      return credentials.passwordFile;
    case 'none':
      return undefined;
  }
}

function fileOfNats(credentials: NatsCredentials): string | undefined {
  switch (credentials.kind) {
    case 'password':
      return credentials.passwordFile;
    case 'token':
      return credentials.tokenFile;
    case 'nkey':
      return credentials.seedFile;
    case 'credentials':
      return credentials.file;
    case 'none':
      return undefined;
  }
}

function fileOf(target: Target): string | undefined {
  switch (target.kind) {
    case 'pagerduty':
      return target.routingKeyFile;
    case 'slack':
      return target.apiUrlFile;
    case 'webhook':
      return target.bearerTokenFile;
    case 'email':
      return target.passwordFile;
  }
}

async function observe({ key, file, isOfOthers }: SecretFile): Promise<Observation> {
  const what = `${key}, ${file}`;
  try {
    await using handle = await open(file);
    const { mode, size } = await handle.stat();
    if ((mode & worldReadable) !== 0)
      return failed(`${what}: everybody on this machine may read it`, `chmod 640 ${file}`);
    if (size > longestBytes) return failed(`${what}: longer than any credential`, 'put the credential alone into it');
    const { length } = (await handle.readFile('utf8')).trim();
    if (length === 0) return failed(`${what}: empty`, 'put the credential into it');
    if (length >= shortestToken || isOfOthers) return ok(`${what}: private`);
    return warning(`${what}: only ${length} characters`, 'use a longer one, such as `openssl rand -hex 32` gives');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (isOfOthers)
      return notApplicable(`${what}: not to be read from here (${String(code)}), which Alertmanager has to`);
    const why = code === 'ENOENT' ? 'there is none' : `it cannot be read (${String(code)})`;
    return failed(`${what}: ${why}`, 'make it, readable for the user of fleetwatch alone');
  }
}
