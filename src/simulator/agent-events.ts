import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What an agent process tells its parent, one JSON object a line. */
export type AgentEvent =
  /** It tried to bind its ports; `taken` are those that somebody else has. */
  | { readonly event: 'ports'; readonly taken: readonly number[] }
  /** The answer to order `id`. */
  | { readonly event: 'fault'; readonly id: number; readonly accepted: boolean };

/** Calls `onEvent` for each event; lines that are none are dropped. */
export function readAgentEvents(stream: Readable, onEvent: (event: AgentEvent) => void): void {
  const lines = createInterface({ input: stream });
  lines.on('line', (line) => {
    const event = parseAgentEvent(line);
    if (event) onEvent(event);
  });
  // readline passes on the errors of its input. A process that is killed resets its pipe; its exit says so already.
  for (const source of [stream, lines]) source.on('error', () => {});
}

/** The event in `line`, if there is one. */
export function parseAgentEvent(line: string): AgentEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('event' in value)) return undefined;
  if (value.event === 'ports' && 'taken' in value && Array.isArray(value.taken)) {
    return { event: 'ports', taken: value.taken.filter((port: unknown) => typeof port === 'number') };
  }
  if (value.event === 'fault' && 'id' in value && typeof value.id === 'number' && 'accepted' in value) {
    return { event: 'fault', id: value.id, accepted: value.accepted === true };
  }
  return undefined;
}
