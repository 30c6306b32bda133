// Generated from the schema by `npm run generate`. Do not edit.

/**
 * What holds for all agents of the machine.
 */
export type GlobalSettings = {
  environment?: Environment;
  resource_limits?: ResourceLimits;
  health_checks?: HealthChecks;
  /**
   * Container mounts.
   */
  volumes?: unknown[] | null;
  /**
   * Container network.
   */
  network?: {} | null;
} | null;
/**
 * Variables for every agent.
 */
export type Environment = {
  [k: string]: string | number | boolean | null;
} | null;
/**
 * Limits for every agent.
 */
export type ResourceLimits = {
  /**
   * Share of one core, in percent.
   */
  cpu_percent?: number;
  /**
   * Memory in MiB.
   */
  memory_mb?: number;
  /**
   * Threads.
   */
  max_threads?: number;
} | null;
/**
 * How often and how patiently agents are asked.
 */
export type HealthChecks = {
  /**
   * Seconds between two probes of an agent.
   */
  interval_seconds?: number;
  /**
   * Seconds an agent has for its answer.
   */
  timeout_seconds?: number;
  /**
   * Failures in a row before an agent counts as failed.
   */
  retries?: number;
  /**
   * Seconds a starting agent has before failures page.
   */
  start_period_seconds?: number;
} | null;
/**
 * Letters, digits, `_`, `.` and `-`, at most 128 of them.
 */
export type AgentName = string;
/**
 * The agent's own settings, not looked into.
 */
export type Config = {} | null;
/**
 * Variables the boot script adds to the process environment.
 */
export type EnvVars = {
  [k: string]: string | number | boolean | null;
} | null;
/**
 * Arguments added to the command line.
 */
export type CommandArgs = string | (string | number)[] | null;
/**
 * Variables for every agent.
 */
export type Environment1 = {
  [k: string]: string | number | boolean | null;
} | null;
/**
 * Limits for every agent.
 */
export type ResourceLimits1 = {
  /**
   * Share of one core, in percent.
   */
  cpu_percent?: number;
  /**
   * Memory in MiB.
   */
  memory_mb?: number;
  /**
   * Threads.
   */
  max_threads?: number;
} | null;
/**
 * How often and how patiently agents are asked.
 */
export type HealthChecks1 = {
  /**
   * Seconds between two probes of an agent.
   */
  interval_seconds?: number;
  /**
   * Seconds an agent has for its answer.
   */
  timeout_seconds?: number;
  /**
   * Failures in a row before an agent counts as failed.
   */
  retries?: number;
  /**
   * Seconds a starting agent has before failures page.
   */
  start_period_seconds?: number;
} | null;

/**
 * What one machine of a fleet starts: agents in groups (`agent_groups`), in flat lists (`…_services`), or both. Variables are expanded before this schema is applied.
 */
export interface StartupFile {
  global_settings?: GlobalSettings;
  /**
   * Agents by group: group name, then agent name, then the agent.
   */
  agent_groups?: {
    /**
     * One group. Empty where all of its agents are commented out.
     */
    [k: string]: {
      [k: string]: Agent;
    } | null;
  } | null;
  environment?: Environment1;
  resource_limits?: ResourceLimits1;
  health_checks?: HealthChecks1;
  /**
   * Which groups share a container. Read by the container tooling.
   */
  docker_groups?: {} | unknown[] | null;
  /**
   * Machine profiles. Read by the deployment tooling.
   */
  machine_profiles?: {} | unknown[] | string | null;
  /**
   * Where models run. Read by the agents.
   */
  hybrid_inference_policy?: {} | unknown[] | string | null;
  /**
   * A flat list of agents.
   *
   * This interface was referenced by `StartupFile`'s JSON-Schema definition
   * via the `patternProperty` "^[a-z0-9_]+_services$".
   *
   * Address and port ranges of the machine.
   *
   * This interface was referenced by `StartupFile`'s JSON-Schema definition
   * via the `patternProperty` "^[a-z0-9_]+_network$".
   *
   * A port of the machine that belongs to no agent, such as `error_bus_port`.
   *
   * This interface was referenced by `StartupFile`'s JSON-Schema definition
   * via the `patternProperty` "^[a-z0-9_]+_port$".
   */
  [k: string]:
    | ListedAgent[]
    | null
    | {}
    | number
    | GlobalSettings
    | {
        /**
         * One group. Empty where all of its agents are commented out.
         */
        [k: string]: {
          [k: string]: Agent;
        } | null;
      }
    | Environment1
    | ResourceLimits1
    | HealthChecks1
    | unknown[]
    | string
    | undefined;
}
/**
 * One configured process.
 */
export interface Agent {
  /**
   * The agent's script, relative to the project root.
   */
  script_path: string;
  /**
   * The address the agent binds to.
   */
  host?: string;
  /**
   * The agent's own requests (ZeroMQ REP).
   */
  port: number;
  /**
   * Health requests (ZeroMQ REP). The next port up answers HTTP.
   */
  health_check_port: number;
  /**
   * Whether the fleet needs this agent. Default: true.
   */
  required?: boolean;
  /**
   * Names of the agents that must run first.
   */
  dependencies?: AgentName[] | null;
  config?: Config;
  env_vars?: EnvVars;
  command_args?: CommandArgs;
}
/**
 * An agent in a flat list: as in a group, with its name inside.
 */
export interface ListedAgent {
  name: AgentName;
  /**
   * The agent's script, relative to the project root.
   */
  script_path: string;
  /**
   * The address the agent binds to.
   */
  host?: string;
  /**
   * The agent's own requests (ZeroMQ REP).
   */
  port: number;
  /**
   * Health requests (ZeroMQ REP). The next port up answers HTTP.
   */
  health_check_port: number;
  /**
   * Whether the fleet needs this agent. Default: true.
   */
  required?: boolean;
  /**
   * Names of the agents that must run first.
   */
  dependencies?: AgentName[] | null;
  config?: Config;
  env_vars?: EnvVars;
  command_args?: CommandArgs;
}
