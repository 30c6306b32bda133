// Generated from the schema by `npm run generate`. Do not edit.

/**
 * Letters, digits, `_`, `.` and `-`.
 */
export type Name = string;
/**
 * A TCP port.
 */
export type Port = number;
/**
 * A role that receives alerts: lower-case letters, digits and `_`; not `nobody`, `pager` or `watchdog`, which are always there.
 */
export type Role = string;

/**
 * fleetwatch's own configuration. Relative paths are relative to the file.
 */
export interface SettingsFile {
  /**
   * The machine that this exporter watches, one of `machines`. `--machine` outranks it. Default: the only one.
   */
  machine?: string;
  /**
   * All machines of the fleet. Every exporter reads all start-up files and watches its own machine.
   *
   * @minItems 1
   */
  machines: [MachineSettings, ...MachineSettings[]];
  /**
   * Variables for `${NAME}` in start-up files, as the boot script sees them. They outrank the environment of fleetwatch.
   */
  variables?: {
    [k: string]: string;
  };
  /**
   * Unknown keys in start-up files are errors. Default: false.
   */
  strict?: boolean;
  health?: HealthSettings;
  /**
   * What cannot be found out about an agent, by agent name.
   */
  agents?: {
    [k: string]: AgentOverride;
  };
  collectors?: CollectorSettings;
  audits?: AuditSettings;
  logs?: LogSettings;
  leaks?: LeakSettings;
  alerting?: AlertingSettings;
  changes?: ChangesSettings;
  bus?: BusSettings;
  hubs?: HubsSettings;
  peers?: PeersSettings;
  nats?: NatsSettings;
  /**
   * Where counters and remembered protocols outlive a restart. Default: `.fleetwatch/<machine>`.
   */
  state_directory?: string;
  /**
   * Least level that is logged. Default: info.
   */
  log_level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  /**
   * Where procfs is mounted; `/host/proc` in a container. Default: /proc.
   */
  proc_root?: string;
}
/**
 * One machine.
 */
export interface MachineSettings {
  name: Name;
  /**
   * Where its agents are reached. Default: 127.0.0.1.
   */
  address?: string;
  /**
   * Its start-up file.
   */
  startup_file: string;
  /**
   * Key of a plain list of agents in that file, beside `agent_groups` and `…_services`.
   */
  agents_key?: string;
  /**
   * What `script_path` is relative to. Default: the folder of the start-up file.
   */
  project_root?: string;
  /**
   * Where its agents log. Default: `logs` in the project root.
   */
  log_directory?: string;
  /**
   * Where its exporter listens.
   */
  listen?: {
    /**
     * Address. Default: 127.0.0.1.
     */
    host?: string;
    /**
     * Port. Default: 9877.
     */
    port?: number;
  };
}
/**
 * How agents are asked. What is not given comes from the start-up file's `health_checks`.
 */
export interface HealthSettings {
  /**
   * Seconds between two probes of an agent.
   */
  interval_seconds?: number;
  /**
   * Seconds an agent has for its answer.
   */
  timeout_seconds?: number;
  /**
   * Failures in a row before a verdict changes to a failure.
   */
  retries?: number;
  /**
   * Seconds between a failure and the next try. Default: 1.
   */
  retry_delay_seconds?: number;
  /**
   * Probes at the same time at most. Default: 256.
   */
  concurrency?: number;
  /**
   * Longest answer that is read. Default: 65536.
   */
  answer_bytes?: number;
  /**
   * Distance from `health_check_port` to the implicit HTTP port. Default: 1.
   */
  http_port_offset?: number;
  redis?: RedisSettings;
}
/**
 * Where ready agents leave their keys. Not asked unless given.
 */
export interface RedisSettings {
  /**
   * `redis://host:port/db`, without a password.
   */
  url: string;
  /**
   * File that holds the password.
   */
  password_file?: string;
}
export interface AgentOverride {
  /**
   * How its health is asked, where that is not to be found out.
   */
  protocol?: 'zeromq' | 'http' | 'tcp';
  /**
   * Port of its own `/metrics`.
   */
  metrics_port?: number;
  /**
   * Path of its own metrics. Default: /metrics.
   */
  metrics_path?: string;
}
/**
 * Collectors by name. All run unless switched off.
 */
export interface CollectorSettings {
  [k: string]: OneCollector;
}
export interface OneCollector {
  /**
   * Default: true.
   */
  enabled?: boolean;
  /**
   * Cron expression, seconds first, for a collector that does not run with each scrape.
   */
  schedule?: string;
  /**
   * Seconds after which a run is abandoned.
   */
  deadline_seconds?: number;
}
/**
 * What `fleetwatch check` holds the fleet against.
 */
export interface AuditSettings {
  /**
   * Folders below the project root under which the boot script looks for scripts too. Default: all that stand directly in it.
   */
  boot_prefixes?: string[];
  /**
   * `machine/agent`: agents that agents of other machines may depend on.
   */
  shared_agents?: string[];
  port_range?: PortRange;
  /**
   * Ports that agents open besides the configured ones, by name. Default: `http_health`, `http_port_offset` above `health_check_port`. A list given here replaces it.
   */
  derived_ports?: {
    [k: string]: DerivedPort;
  };
  base_class?: BaseClass;
}
/**
 * Where the agents' ports should be. Default: 5000 to 9000.
 */
export interface PortRange {
  first: Port;
  last: Port;
}
export interface DerivedPort {
  /**
   * The configured port it follows.
   */
  from: 'port' | 'health_check_port';
  /**
   * Its distance from that port.
   */
  offset: number;
}
/**
 * The class that agents should inherit.
 */
export interface BaseClass {
  /**
   * Its name in Python. Default: BaseAgent.
   */
  name?: string;
  /**
   * Files below the project root that define it. Default: every file that defines a class of that name.
   *
   * @minItems 1
   */
  files?: [string, ...string[]];
}
/**
 * What log files may take before it is said.
 */
export interface LogSettings {
  /**
   * Largest log file that needs no rotation. Default: 268435456.
   */
  max_file_bytes?: number;
  /**
   * Largest sum of deleted files that an agent may hold open. Default: 1073741824.
   */
  max_deleted_bytes?: number;
}
/**
 * Where credentials are looked for, besides the command lines and environments of processes and the start-up files.
 */
export interface LeakSettings {
  /**
   * Globs of files below the project root. Default: YAML, JSON, `.env`, INI, TOML, Python and shell files.
   */
  include?: string[];
  /**
   * Globs of files and folders that are left out. Default: version control, caches, installed packages, and the log directory.
   */
  exclude?: string[];
  /**
   * Larger files are not looked through, and counted as a gap. Default: 4194304.
   */
  max_file_bytes?: number;
  /**
   * Where a log file that has never been read begins: `end` reads what is written from now on, `beginning` all that is there. Files that appear later are always read from their beginning. Default: end.
   */
  log_start?: 'beginning' | 'end';
  /**
   * Largest share of one core for working off logs. Default: 0.1.
   */
  log_share?: number;
  /**
   * Leaks accepted for now, by fingerprint, with reason and expiry date; `fleetwatch scan secrets --accept` writes it.
   */
  accepted_file?: string;
  /**
   * Rules that are not used, by id.
   */
  rules_off?: string[];
}
/**
 * Who is told what; `fleetwatch alertmanager render` writes the configuration of Alertmanager from it.
 */
export interface AlertingSettings {
  /**
   * Where readers of notifications reach fleetwatch. Default: the dashboard link of the alert.
   */
  public_url?: string;
  /**
   * Whom to tell, by role: `oncall` (critical alerts), `chat` (warnings), `fallback` (deliveries that fail), `dead_mans_switch` (outside the fleet), and those that `escalation` names.
   */
  receivers?: {
    [k: string]: Receiver;
  };
  /**
   * Who is told next of a critical alert that nobody acknowledges. Default: `lead_sre` after 10m, `cto` after 20m, `vendor` after 30m.
   */
  escalation?: EscalationLevel[];
  /**
   * Times without warnings, by a name of your own; what still holds afterwards is told then. Critical alerts know no such times.
   */
  mute_times?: {
    /**
     * @minItems 1
     */
    [k: string]: [MuteTime, ...MuteTime[]];
  };
}
/**
 * One way to tell the role, or several. Secrets stand in files that Alertmanager reads.
 */
export interface Receiver {
  pagerduty?: PagerDutyReceiver;
  slack?: SlackReceiver;
  webhook?: WebhookReceiver;
  email?: MailReceiver;
}
/**
 * An event of PagerDuty (Events API v2).
 */
export interface PagerDutyReceiver {
  /**
   * File that holds the integration key.
   */
  routing_key_file: string;
  /**
   * Default: https://events.pagerduty.com/v2/enqueue.
   */
  url?: string;
}
/**
 * A message in a channel.
 */
export interface SlackReceiver {
  /**
   * File that holds the URL of the incoming webhook.
   */
  api_url_file: string;
  /**
   * Channel, such as `#fleet`.
   */
  channel: string;
}
/**
 * A POST of Alertmanager's JSON.
 */
export interface WebhookReceiver {
  /**
   * Where alerts are posted to, without a credential in it: Alertmanager 0.25 reads no URL from a file.
   */
  url: string;
  /**
   * File that holds the token of the header `Authorization`.
   */
  bearer_token_file?: string;
}
/**
 * A mail.
 */
export interface MailReceiver {
  /**
   * `host:port` of the mail server.
   */
  smarthost: string;
  /**
   * Sender.
   */
  from: string;
  /**
   * Addresses.
   *
   * @minItems 1
   */
  to: [string, ...string[]];
  /**
   * Name for the mail server.
   */
  username?: string;
  /**
   * File that holds its password.
   */
  password_file?: string;
  /**
   * Only by STARTTLS. Default: true.
   */
  require_tls?: boolean;
}
export interface EscalationLevel {
  /**
   * How long the alert stands: seconds, minutes or hours, such as `10m`.
   */
  after: string;
  to: Role;
}
/**
 * One stretch of the day, on some days or all.
 */
export interface MuteTime {
  /**
   * Default: every day.
   *
   * @minItems 1
   */
  weekdays?: [
    'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday',
    ...('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]
  ];
  /**
   * `hh:mm`. Default: 00:00.
   */
  from?: string;
  /**
   * `hh:mm`, later than `from`. Default: 24:00.
   */
  to?: string;
  /**
   * Name of the IANA data base, such as `Europe/Berlin`. Default: UTC.
   */
  time_zone?: string;
}
/**
 * How changes are made and taken back.
 */
export interface ChangesSettings {
  /**
   * Prometheus that gates and baselines ask. Default: http://127.0.0.1:9090.
   */
  prometheus_url?: string;
  /**
   * Alertmanager that is asked for rollback alerts, beside its webhook. Default: http://127.0.0.1:9093.
   */
  alertmanager_url?: string;
  /**
   * File with the bearer token of webhooks and of the other machines' fleetwatch. Without it both are refused.
   */
  token_file?: string;
  /**
   * Folder with runbooks of one's own, beside the bundled ones.
   */
  runbooks?: string;
  /**
   * Program and arguments that restart one agent, started without a shell in the folder of the settings; `{agent}` and `{machine}` stand for the names, `fleetwatch` as the program for this one.
   *
   * @minItems 1
   */
  restart_command?: [string, ...string[]];
  limits?: RollbackLimits;
  /**
   * While this file exists nothing is rolled back without a person. Default: `changes/no-rollback` in the state directory.
   */
  kill_switch_file?: string;
  /**
   * After this a change that was not ended has expired: it mutes nothing more. Default: 4h.
   */
  longest?: string;
}
/**
 * How much may be rolled back without a person. They outlive restarts.
 */
export interface RollbackLimits {
  /**
   * Rollbacks in 24 hours at most. Default: 5.
   */
  rollbacks_per_day?: number;
  /**
   * Least time from one rollback to the next: seconds, minutes or hours. Default: 10m.
   */
  cool_down?: string;
  /**
   * Largest share of all agents that a change may touch, 0 to 1. Default: 0.5.
   */
  largest_share?: number;
}
/**
 * Where this machine sends its events: docs/bus.md. Without it, nowhere.
 */
export interface BusSettings {
  /**
   * By which ways events are sent; `hybrid` is by both. `fleetwatch bus mode` outranks it until it is changed here. Default: by all that are named here.
   */
  mode?: 'off' | 'http' | 'nats' | 'hybrid';
  http?: BusByHTTP;
  nats?: BusByNATS;
  buffer?: BusBuffer;
  /**
   * Between two heartbeats. Default: 10s.
   */
  heartbeat?: string;
  receive?: BusReception;
}
/**
 * A receiver of CloudEvents in batches.
 */
export interface BusByHTTP {
  /**
   * Where events are posted to, without credentials.
   */
  url: string;
  /**
   * File with a bearer token.
   */
  bearer_token_file?: string;
  /**
   * For basic authentication.
   */
  username?: string;
  /**
   * File with its password.
   */
  password_file?: string;
  /**
   * File with the certificates (PEM) that the receiver's is checked against. Default: those of Node.js.
   */
  ca_file?: string;
}
/**
 * A JetStream that takes events.
 */
export interface BusByNATS {
  /**
   * Servers of one cluster, without credentials.
   *
   * @minItems 1
   */
  servers: [string, ...string[]];
  /**
   * User name.
   */
  username?: string;
  /**
   * File with its password.
   */
  password_file?: string;
  /**
   * File with a token.
   */
  token_file?: string;
  /**
   * File with the seed of an nkey.
   */
  nkey_seed_file?: string;
  /**
   * File with a JWT and its seed, as `nsc` writes it.
   */
  credentials_file?: string;
  tls?: TLSToNATS;
  /**
   * The stream that has to take the events. Default: whichever takes the subjects.
   */
  stream?: string;
  /**
   * Subjects are `<prefix>.<machine>.<kind>`. Default: fleet.events.
   */
  subject_prefix?: string;
}
/**
 * Events are sent over TLS or not at all.
 */
export interface TLSToNATS {
  /**
   * File with the certificates (PEM) that the server's is checked against. Default: those of Node.js.
   */
  ca_file?: string;
  /**
   * File with this machine's certificate.
   */
  cert_file?: string;
  /**
   * File with its key.
   */
  key_file?: string;
}
/**
 * What is kept on the disk for receivers that take nothing. Beyond it the oldest events are dropped and counted.
 */
export interface BusBuffer {
  /**
   * Default: 67108864 (64 MiB).
   */
  max_bytes?: number;
  /**
   * Default: 24h.
   */
  max_age?: string;
}
/**
 * Whether what all machines send is counted here, so that losses show.
 */
export interface BusReception {
  /**
   * What is posted to `/events`. Default: false.
   */
  http?: boolean;
  /**
   * What is in the streams of `nats`. Default: false.
   */
  nats?: boolean;
  /**
   * For which an event is waited for, once a later one of the same machine has come that way; then it is lost. Default: 60s.
   */
  patience?: string;
}
/**
 * The hubs of the fleet: each is the Prometheus and the Alertmanager of one machine. Without them no machine has a hub to answer for.
 */
export interface HubsSettings {
  /**
   * One entry a hub.
   *
   * @minItems 1
   */
  servers: [Hub, ...Hub[]];
  /**
   * The store that all of them write to, where it answers the queries of Prometheus' API.
   */
  store_url?: string;
  /**
   * A machine whose newest sample in a hub is older is not fresh. Default: 60s.
   */
  freshness?: string;
}
export interface Hub {
  /**
   * Letters, digits, `_`, `.` and `-`.
   */
  machine: string;
  /**
   * Its Prometheus.
   */
  prometheus_url: string;
  /**
   * Its Alertmanager.
   */
  alertmanager_url: string;
}
/**
 * How the other `machines` are watched from here: by TCP, by HTTP, and by heartbeats over UDP, on the port of `listen`.
 */
export interface PeersSettings {
  /**
   * For a connection, and for an answer over it. Default: 2s.
   */
  timeout?: string;
  /**
   * A link is slow where a round trip takes longer. Default: 250ms.
   */
  slow?: string;
  /**
   * Between two heartbeats to each other machine. Default: 1s.
   */
  heartbeat?: string;
  /**
   * TCP addresses, `host:port`, that tell a dead link of this machine from a dead peer: beyond the link that they are to judge, and always on.
   */
  witnesses?: string[];
}
/**
 * The nats-servers that carry the bus, and what `fleetwatch bus streams` makes on them. Without them none is watched.
 */
export interface NatsSettings {
  /**
   * One entry a server. Each is asked by the fleetwatch of its own machine.
   *
   * @minItems 1
   */
  servers: [NatsServer, ...NatsServer[]];
  /**
   * Largest size of a stream, its own or the copy of another machine's; its server reserves so much. Default: 268435456.
   */
  stream_max_bytes?: number;
  /**
   * After which an event leaves its stream. Default: 24h.
   */
  stream_max_age?: string;
}
export interface NatsServer {
  /**
   * Letters, digits, `_`, `.` and `-`.
   */
  machine: string;
  /**
   * Of its monitoring (`http` in its configuration), as that machine reaches it.
   */
  url: string;
  /**
   * Leaf links that it should have: 1 on an edge machine, one for each edge machine on the central one. Default: 0.
   */
  links?: number;
  /**
   * Streams that it should have, such as `FLEET_alpha`.
   */
  streams?: string[];
}
