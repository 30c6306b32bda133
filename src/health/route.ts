/** Protocols in which an agent can be asked, strongest first. */
export const protocols = ['zeromq', 'http', 'tcp'] as const;
export type Protocol = (typeof protocols)[number];

/** One way to ask an agent. */
export interface Route {
  readonly protocol: Protocol;
  readonly port: number;
}

/** What has to be known of an agent to ask it. */
export interface Askable {
  readonly healthCheckPort: number;
  /** The implicit HTTP port that no configuration file names. */
  readonly httpPort: number;
  /** Said in the settings; nothing else is tried then. */
  readonly protocol: Protocol | undefined;
}

export function sameRoute(a: Route | undefined, b: Route | undefined): boolean {
  return a?.protocol === b?.protocol && a?.port === b?.port;
}

/** Whether a remembered route can still be the agent's: ports and settings may have changed since. */
export function fits({ protocol, port }: Route, agent: Askable): boolean {
  if (agent.protocol !== undefined && agent.protocol !== protocol) return false;
  return port === agent.healthCheckPort || (protocol === 'http' && port === agent.httpPort);
}

/** Whether the route leads to the HTTP thread of the base class, which goes on answering when the main loop is stuck. */
export function isBeside(route: Route, agent: Askable): boolean {
  return route.protocol === 'http' && route.port !== agent.healthCheckPort;
}
