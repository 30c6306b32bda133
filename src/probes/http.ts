import { Agent, type IncomingMessage, request } from 'node:http';
import type { Outcome, Probe } from './answer.js';
import { askOnce } from './askOnce.js';
import { type ConnectPhase, failedConnecting, firstPhase, lateConnecting } from './connecting.js';
import { errorCode } from './errorCode.js';

type Phase = ConnectPhase | 'asked' | 'body';

/** Node's own default, said here because the limit is part of what this probe promises. */
const headerBytes = 16_384;

/** One connection a probe: a kept one would hide an agent that no longer accepts. Shared, since it holds no socket. */
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

/** A probe that asks `GET path`. Redirects are not followed and bodies not decompressed: what came is the answer. */
export function httpProbe(path = '/health'): Probe {
  return (target, limits) =>
    askOnce(limits, (settle) => {
      let phase: Phase = firstPhase(target.host);
      const asked = request({
        agent,
        host: target.host,
        port: target.port,
        path,
        maxHeaderSize: headerBytes,
        headers: { accept: 'application/json, */*;q=0.5', connection: 'close', 'user-agent': 'fleetwatch' },
      });
      asked.once('socket', (socket) => {
        socket.on('lookup', () => {
          if (phase === 'lookup') phase = 'connect';
        });
        socket.once('connect', () => {
          phase = 'asked';
        });
      });
      asked.once('response', (response) => {
        phase = 'body';
        readBody(response, limits.answerBytes, settle);
      });
      // Stays on after the end: an error without a listener would end the process.
      asked.on('error', (error) => settle(failed(phase, error)));
      asked.end();
      return { late: () => late(phase), end: () => asked.destroy() };
    });
}

function readBody(response: IncomingMessage, limit: number, settle: (outcome: Outcome) => void): void {
  const tooLarge: Outcome = { kind: 'invalid', reason: `answer larger than ${limit} bytes` };
  if (Number(response.headers['content-length']) > limit) {
    settle(tooLarge);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limit) settle(tooLarge);
    else chunks.push(chunk);
  });
  // An answer cut off by the end of the connection ends in an error, not here.
  response.once('end', () => settle(answered(response, Buffer.concat(chunks, bytes))));
  response.on('error', (error) => settle(failed('body', error)));
}

function answered(response: IncomingMessage, body: Buffer): Outcome {
  const contentType = response.headers['content-type'];
  return {
    kind: 'answered',
    body,
    ...(response.statusCode === undefined ? {} : { httpStatus: response.statusCode }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

function late(phase: Phase): Outcome {
  switch (phase) {
    case 'asked':
      return { kind: 'hung', reason: 'no answer in time' };
    case 'body':
      return { kind: 'hung', reason: 'answer not finished in time' };
    default:
      return lateConnecting(phase);
  }
}

function failed(phase: Phase, error: unknown): Outcome {
  if (phase === 'lookup' || phase === 'connect') return failedConnecting(error);
  const code = errorCode(error);
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { kind: 'invalid', reason: `headers larger than ${headerBytes} bytes` };
  }
  // HPE_ are the codes of llhttp, Node's HTTP parser, for bytes that are not HTTP.
  if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE') return { kind: 'invalid', reason: 'not HTTP' };
  return phase === 'body'
    ? { kind: 'invalid', reason: 'connection closed in the middle of the answer' }
    : { kind: 'invalid', reason: 'connection closed without an answer' };
}
