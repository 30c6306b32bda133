import { connect } from 'node:net';
import type { Outcome, Probe } from './answer.js';
import { askOnce } from './askOnce.js';
import { type ConnectPhase, failedConnecting, firstPhase, lateConnecting } from './connecting.js';
import { ReplyReader, requestBytes, requestGreeting } from './zmtp.js';

type Phase = ConnectPhase | 'connected';

/**
 * A probe that sends one ZeroMQ request and reads one reply. Of a reply in several parts the last one counts.
 *
 * It speaks ZMTP itself rather than through libzmq, which cannot keep a probe's promises: it takes text for ZMTP 1.0
 * and then waits, it limits each part of a message but not their sum, and it does not say why a connection ended.
 */
export function zeromqProbe(request = '{"action":"health_check"}'): Probe {
  const question = requestBytes(request);
  return (target, limits) =>
    askOnce(limits, (settle) => {
      let phase: Phase = firstPhase(target.host);
      const reader = new ReplyReader(limits.answerBytes);
      const socket = connect({ host: target.host, port: target.port, noDelay: true });
      socket.on('lookup', () => {
        if (phase === 'lookup') phase = 'connect';
      });
      socket.once('connect', () => {
        phase = 'connected';
        socket.write(requestGreeting);
      });
      socket.on('data', (chunk) => {
        let progress = reader.read(chunk);
        if (progress.kind === 'greeted') {
          // Not earlier: libzmq refuses a READY that comes in one segment with the greeting.
          socket.write(question);
          progress = reader.read(Buffer.alloc(0));
        }
        if (progress.kind === 'reply') settle({ kind: 'answered', body: progress.body });
        else if (progress.kind === 'wrong') settle({ kind: 'invalid', reason: progress.reason });
      });
      socket.once('end', () => settle(cutOff(reader)));
      // Stays on after the end: an error without a listener would end the process.
      socket.on('error', (error) => settle(phase === 'connected' ? cutOff(reader) : failedConnecting(error)));
      return {
        late: () => (phase === 'connected' ? late(reader) : lateConnecting(phase)),
        end: () => socket.destroy(),
      };
    });
}

function cutOff(reader: ReplyReader): Outcome {
  return {
    kind: 'invalid',
    reason: reader.ready
      ? 'connection closed before a complete answer'
      : 'connection closed without a ZeroMQ handshake',
  };
}

function late(reader: ReplyReader): Outcome {
  return { kind: 'hung', reason: reader.ready ? 'no answer in time' : 'no ZeroMQ handshake in time' };
}
