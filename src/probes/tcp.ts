import { connect } from 'node:net';
import type { Probe } from './answer.js';
import { askOnce } from './askOnce.js';
import { failedConnecting, firstPhase, lateConnecting } from './connecting.js';

/**
 * Connects and closes. `connected` says that a process, or the kernel on its behalf, accepts connections, and no
 * more: an agent that hangs looks the same.
 */
export const tcpProbe: Probe = (target, limits) =>
  askOnce(limits, (settle) => {
    let phase = firstPhase(target.host);
    const socket = connect({ host: target.host, port: target.port });
    socket.on('lookup', () => {
      phase = 'connect';
    });
    socket.once('connect', () => settle({ kind: 'connected' }));
    // Stays on after the end: an error without a listener would end the process.
    socket.on('error', (error) => settle(failedConnecting(error)));
    return { late: () => lateConnecting(phase), end: () => socket.destroy() };
  });
