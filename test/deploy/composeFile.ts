import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The tree of the project, with a slash at the end. */
export const tree = fileURLToPath(new URL('../../', import.meta.url));

/** Where a folder or file of the host stands in a container. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** A service of docker-compose.yml with its variables filled in, as far as it matters for what runs. */
export interface ComposeService {
  readonly name: string;
  readonly image: string;
  readonly profiles: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** In-memory file systems, by path. */
  readonly tmpfs: readonly string[];
  readonly user: string;
  readonly capabilities: readonly string[];
  /** Where its health check asks. */
  readonly healthUrl: string;
}

/** What docker-compose.yml says of a service; the rest is for the tests that look at it as it is. */
export interface RawService {
  readonly image: string;
  readonly profiles: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly secrets?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly user: string;
  readonly cap_add?: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly read_only: boolean;
  readonly network_mode: string;
  readonly pid?: string;
  readonly privileged?: boolean;
  readonly ports?: readonly unknown[];
  readonly restart: string;
  readonly mem_limit: string;
  readonly cpus: number;
  readonly pids_limit: number;
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly healthcheck: { readonly test: readonly string[]; readonly interval: string; readonly timeout: string };
}

interface RawFile {
  readonly services: Readonly<Record<string, RawService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** docker-compose.yml with the variables of a machine. */
export function readComposeFile(variables: Readonly<Record<string, string>>): RawFile {
  const text = readFileSync(`${tree}docker-compose.yml`, 'utf8');
  return parse(interpolate(text, variables), { merge: true });
}

/** The services of one profile. */
export function servicesOf(profile: string, variables: Readonly<Record<string, string>>): ComposeService[] {
  const { services, secrets } = readComposeFile(variables);
  return Object.entries(services)
    .filter(([, { profiles }]) => profiles.includes(profile))
    .map(([name, raw]) => ({
      name,
      image: raw.image,
      profiles: raw.profiles,
      command: raw.command ?? [],
      environment: raw.environment ?? {},
      mounts: [
        ...raw.volumes.map(mountOf),
        ...(raw.secrets ?? []).map((secret) => {
          const source = secrets[secret]?.file;
          if (source === undefined) throw new Error(`secret ${secret} has no file`);
          return { source, target: `/run/secrets/${secret}`, readOnly: true };
        }),
      ],
      tmpfs: (raw.tmpfs ?? []).map((entry) => entry.split(':')[0] ?? entry),
      user: raw.user,
      capabilities: raw.cap_add ?? [],
      healthUrl: urlIn(raw.healthcheck.test),
    }));
}

/** A file of `NAME=value` lines, as Compose and systemd read it (systemd.exec(5), EnvironmentFile). */
export function readVariables(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8').split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** `${NAME:-default}`, the only form that the file uses (Compose specification, 12-interpolation). */
function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_all, name: string, usual: string) => {
    const value = variables[name];
    return value === undefined || value === '' ? usual : value;
  });
}

function mountOf(text: string): Mount {
  const [source = '', target = '', mode] = text.split(':');
  return { source, target, readOnly: mode === 'ro' };
}

function urlIn(test: readonly string[]): string {
  const url = /https?:\/\/[^'" ]+/.exec(test.join(' '))?.[0];
  if (url === undefined) throw new Error(`no address in the health check ${test.join(' ')}`);
  return url;
}
