import { resolve } from 'node:path';
import { didYouMean, nearest } from './document/nearest.js';
import type { ParsedDocument, Path } from './document/parse.js';
import type { Finding } from './finding.js';
import { redacted } from './redaction/redacted.js';
import type { AlertingSettings, MuteTime, Receiver } from './settings.generated.js';

/** One way to tell a role. Files are absolute, and read by Alertmanager alone. */
export type Target =
  | { readonly kind: 'pagerduty'; readonly routingKeyFile: string; readonly url: string | undefined }
  | { readonly kind: 'slack'; readonly apiUrlFile: string; readonly channel: string }
  | { readonly kind: 'webhook'; readonly url: string; readonly bearerTokenFile: string | undefined }
  | {
      readonly kind: 'email';
      readonly smarthost: string;
      readonly from: string;
      readonly to: readonly string[];
      readonly username: string | undefined;
      readonly passwordFile: string | undefined;
      readonly requireTls: boolean;
    };

export interface EscalationLevel {
  /** For how long a critical alert stands without acknowledgement. */
  readonly afterSeconds: number;
  readonly to: string;
}

/** Who is told what. */
export interface Alerting {
  readonly publicUrl: string | undefined;
  /** By role. */
  readonly receivers: ReadonlyMap<string, readonly Target[]>;
  /** The first level first. */
  readonly escalation: readonly EscalationLevel[];
  /** Times without warnings, by name. */
  readonly muteTimes: ReadonlyMap<string, readonly MuteTime[]>;
}

/** The roles that routes know besides those of the ladder. */
export const fixedRoles = ['oncall', 'chat', 'fallback', 'dead_mans_switch'] as const;

const usualLadder: NonNullable<AlertingSettings['escalation']> = [
  { after: '10m', to: 'lead_sre' },
  { after: '20m', to: 'cto' },
  { after: '30m', to: 'vendor' },
];

/** The block as the rest of the program reads it: paths absolute, defaults filled in. */
export function alertingSettings(alerting: AlertingSettings | undefined, folder: string): Alerting {
  const receivers = Object.entries(alerting?.receivers ?? {});
  return {
    publicUrl: alerting?.public_url,
    receivers: new Map(receivers.map(([role, receiver]) => [role, targetsOf(receiver, folder)])),
    escalation: ladderOf(alerting).map(({ after, to }) => ({ afterSeconds: secondsOf(after), to })),
    muteTimes: new Map(Object.entries(alerting?.mute_times ?? {})),
  };
}

/** What the schema cannot say of the block. */
export function alertingProblems(alerting: AlertingSettings, document: ParsedDocument): Finding[] {
  return [
    ...unusedReceivers(alerting, document),
    ...credentialsInUrls(alerting, document),
    ...disorderedLevels(alerting, document),
    ...impossibleMuteTimes(alerting, document),
  ];
}

function ladderOf(alerting: AlertingSettings | undefined): NonNullable<AlertingSettings['escalation']> {
  return alerting?.escalation ?? usualLadder;
}

/** Seconds of a duration such as `10m`. */
export function secondsOf(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)] ?? 1;
  return Number(duration.slice(0, -1)) * unit;
}

function targetsOf({ pagerduty, slack, webhook, email }: Receiver, folder: string): Target[] {
  const path = (file: string | undefined) => (file === undefined ? undefined : resolve(folder, file));
  const targets: Target[] = [];
  if (pagerduty !== undefined) {
    const routingKeyFile = resolve(folder, pagerduty.routing_key_file);
    targets.push({ kind: 'pagerduty', routingKeyFile, url: pagerduty.url });
  }
  if (slack !== undefined) {
    targets.push({ kind: 'slack', apiUrlFile: resolve(folder, slack.api_url_file), channel: slack.channel });
  }
  if (webhook !== undefined) {
    targets.push({ kind: 'webhook', url: webhook.url, bearerTokenFile: path(webhook.bearer_token_file) });
  }
  if (email !== undefined) {
    const { smarthost, from, to, username, password_file, require_tls } = email;
    const passwordFile = path(password_file);
    targets.push({ kind: 'email', smarthost, from, to, username, passwordFile, requireTls: require_tls ?? true });
  }
  return targets;
}

function unusedReceivers(alerting: AlertingSettings, document: ParsedDocument): Finding[] {
  const roles = [...fixedRoles, ...ladderOf(alerting).map(({ to }) => to)];
  const unused = Object.keys(alerting.receivers ?? {}).filter((role) => !roles.includes(role));
  return unused.map((role) => {
    const near = nearest(role, roles);
    const path = ['alerting', 'receivers', role];
    return finding(document, path, 'key', {
      code: 'receiver-unused',
      message: `nothing is sent to \`${role}\`${didYouMean(near)}`,
      why: 'alerts meant for it go elsewhere',
      remedy: `call it one of ${roles.join(', ')}, or name it in \`alerting.escalation\``,
    });
  });
}

function credentialsInUrls(alerting: AlertingSettings, document: ParsedDocument): Finding[] {
  return Object.entries(alerting.receivers ?? {}).flatMap(([role, { webhook }]): Finding[] => {
    if (webhook === undefined || !hasCredential(webhook.url)) return [];
    return [
      finding(document, ['alerting', 'receivers', role, 'webhook', 'url'], 'value', {
        code: 'receiver-url-credential',
        message: `the URL of \`${role}\` holds a credential`,
        why: 'it would stand in two configuration files, and on the status page of Alertmanager',
        remedy: 'give the token by `bearer_token_file`; for Slack and PagerDuty use their own kinds, which read files',
      }),
    ];
  });
}

function hasCredential(url: string): boolean {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  return username !== '' || password !== '' || redacted(url) !== url;
}

function disorderedLevels({ escalation = [] }: AlertingSettings, document: ParsedDocument): Finding[] {
  return escalation.flatMap(({ after, to }, index): Finding[] => {
    const earlier = escalation.slice(0, index);
    const isLate = earlier.every((level) => secondsOf(level.after) < secondsOf(after));
    if (isLate && earlier.every((level) => level.to !== to)) return [];
    return [
      finding(document, ['alerting', 'escalation', index], 'value', {
        code: 'escalation-order',
        message: isLate ? `\`${to}\` is told twice` : `level ${index + 1} is not later than the one before it`,
        why: 'each level of the ladder goes to somebody else, after those before it did nothing',
        remedy: 'list the levels by time, each role once',
      }),
    ];
  });
}

function impossibleMuteTimes({ mute_times = {} }: AlertingSettings, document: ParsedDocument): Finding[] {
  return Object.entries(mute_times).flatMap(([name, times]) =>
    times.flatMap(({ from = '00:00', to = '24:00', time_zone }, index): Finding[] => {
      const path = ['alerting', 'mute_times', name, index];
      const findings: Finding[] = [];
      if (from >= to) {
        findings.push(
          finding(document, path, 'value', {
            code: 'mute-time',
            message: `\`${name}\` ends at ${to}, not later than it begins, at ${from}`,
            why: 'Alertmanager refuses a configuration with a mute time that goes over midnight',
            remedy: `make it two: from ${from} to 24:00, and from 00:00 to ${to}`,
          }),
        );
      }
      if (time_zone !== undefined && !isTimeZone(time_zone)) {
        findings.push(
          finding(document, [...path, 'time_zone'], 'value', {
            code: 'mute-time',
            message: `\`${name}\` is in a time zone that is not known, \`${time_zone}\``,
            why: 'Alertmanager refuses a configuration with such a time zone',
            remedy: 'use a name of the IANA data base, such as `Europe/Berlin`',
          }),
        );
      }
      return findings;
    }),
  );
}

/** Alertmanager looks for a file of that name: for it, upper and lower case differ. */
function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

type Words = Pick<Finding, 'code' | 'message' | 'why' | 'remedy'>;

function finding(document: ParsedDocument, path: Path, end: 'key' | 'value', words: Words): Finding {
  const place = end === 'key' ? document.placeOfKey(path) : document.placeOfValue(path);
  return { risk: 'G', severity: 'error', place, ...words };
}
