/** Protocols in which an agent can be asked, strongest first. */
export const protocols = ['zeromq', 'http', 'tcp'] as const;
export type Protocol = (typeof protocols)[number];

/** One way to ask an agent. */
export interface Route {
  readonly protocol: Protocol;
  readonly port: number;
}

export function sameRoute(a: Route | undefined, b: Route | undefined): boolean {
  return a?.protocol === b?.protocol && a?.port === b?.port;
}
