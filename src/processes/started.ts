/** What the boot script told a process by its environment. The variables that hold credentials are never looked at. */
export interface Started {
  /** The agent as which it was started, configured or not. */
  readonly name: string | undefined;
  readonly port: number | undefined;
  readonly healthCheckPort: number | undefined;
}

/** The variables in which the boot script says it. */
export const startVariables = ['AGENT_NAME', 'AGENT_PORT', 'HEALTH_CHECK_PORT'] as const;

/** Reads the variables; what is no port is as good as nothing. */
export function startedAs(variables: ReadonlyMap<(typeof startVariables)[number], string>): Started {
  return {
    name: variables.get('AGENT_NAME'),
    port: portIn(variables.get('AGENT_PORT')),
    healthCheckPort: portIn(variables.get('HEALTH_CHECK_PORT')),
  };
}

function portIn(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
