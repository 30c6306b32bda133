import { connect } from 'node:net';
import type { ProbeTarget } from '../probes/answer.js';
import { askOnce } from '../probes/askOnce.js';
import { errorCode } from '../probes/errorCode.js';
import { httpProbe } from '../probes/http.js';

/** How a TCP address is: `refused` comes from a host that lives, `silent` from nobody. */
export type Reach = 'connected' | 'refused' | 'silent';

/** What one look at a peer has found. */
export interface PeerLook {
  readonly reach: Reach;
  /** Whether its fleetwatch says that it is healthy. */
  readonly isHealthy: boolean;
  /** From the question over HTTP, connection included, to the end of the answer; where there was one. */
  readonly roundTripSeconds: number | undefined;
}

const healthy = httpProbe('/-/healthy');
/** Of fleetwatch's own answer, in bytes; it has 25. */
const answerBytes = 1024;

/** Connects, and asks over a second connection how the fleetwatch there is. Never rejects. */
export async function lookAtPeer(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<PeerLook> {
  const [reach, answer] = await Promise.all([
    reachOf(target, timeoutMs, signal),
    healthy(target, { timeoutMs, answerBytes, signal }),
  ]);
  const isHealthy = answer.kind === 'answered' && answer.httpStatus === 200;
  return { reach, isHealthy, roundTripSeconds: answer.kind === 'answered' ? answer.seconds : undefined };
}

/**
 * Whether anybody is at a TCP address. Only the host itself sends a reset (RFC 9293, 3.5.2); that there is no way to it
 * comes from routers, or from the own kernel when nobody answers ARP, and says nothing about it.
 */
export async function reachOf(target: ProbeTarget, timeoutMs: number, signal: AbortSignal): Promise<Reach> {
  let isReset = false;
  const answer = await askOnce({ timeoutMs, answerBytes: 0, signal }, (settle) => {
    const socket = connect({ host: target.host, port: target.port });
    socket.once('connect', () => settle({ kind: 'connected' }));
    // Stays on after the end: an error without a listener would end the process.
    socket.on('error', (error) => {
      isReset = ['ECONNREFUSED', 'ECONNRESET'].includes(errorCode(error));
      settle({ kind: isReset ? 'refused' : 'hung', reason: 'no connection' });
    });
    return { late: () => ({ kind: 'hung', reason: 'connection attempt unanswered' }), end: () => socket.destroy() };
  });
  if (answer.kind === 'connected') return 'connected';
  return isReset ? 'refused' : 'silent';
}
