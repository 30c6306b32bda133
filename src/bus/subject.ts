import type { EventKind } from './event.js';

/** The subject of an event on NATS. A point would part the machine's name in two tokens, and stands as `_`. */
export function subjectOf(prefix: string, machine: string, kind: EventKind): string {
  return `${prefix}.${machine.replaceAll('.', '_')}.${kind}`;
}
