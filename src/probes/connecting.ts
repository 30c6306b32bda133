import { isIP } from 'node:net';
import type { Outcome } from './answer.js';
import { errorCode } from './errorCode.js';

/** How far a connection has come before the agent has accepted it. */
export type ConnectPhase = 'lookup' | 'connect';

/** A host that is an address already needs no lookup. */
export function firstPhase(host: string): ConnectPhase {
  return isIP(host) === 0 ? 'lookup' : 'connect';
}

/**
 * What it means that the time is up before the connection stands. A SYN without an answer counts as `hung`: a full
 * accept queue drops it (listen(2), tcp(7) tcp_abort_on_overflow), which is how an agent that no longer accepts
 * looks; a host that is gone looks the same, and its reason tells the two from an agent that accepted.
 */
export function lateConnecting(phase: ConnectPhase): Outcome {
  return phase === 'lookup'
    ? { kind: 'unasked', reason: 'name lookup unanswered' }
    : { kind: 'hung', reason: 'connection attempt unanswered' };
}

/** What an error before the connection stands says about the agent, by the codes of connect(2) and getaddrinfo(3). */
export function failedConnecting(error: unknown): Outcome {
  const code = errorCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { kind: 'refused', reason: 'connection refused' };
    case 'ECONNRESET':
      return { kind: 'refused', reason: 'connection reset while connecting' };
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return { kind: 'refused', reason: 'host unreachable' };
    case 'ENETUNREACH':
      return { kind: 'refused', reason: 'network unreachable' };
    case 'ENOTFOUND':
      return { kind: 'refused', reason: 'name not found' };
    case 'ETIMEDOUT':
      return { kind: 'hung', reason: 'connection attempt unanswered' };
    case 'EAI_AGAIN':
      return { kind: 'unasked', reason: 'name server does not answer' };
    case 'EMFILE':
    case 'ENFILE':
      return { kind: 'unasked', reason: 'too many open files here' };
    case 'EADDRNOTAVAIL':
      return { kind: 'unasked', reason: 'no local port free' };
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unasked', reason: 'not permitted to connect' };
    default:
      return { kind: 'unasked', reason: `this side failed: ${code}` };
  }
}
