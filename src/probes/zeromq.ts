import { lookup } from 'node:dns';
import { isIPv6 } from 'node:net';
import { Context, type Event, type Observer, Request } from 'zeromq';
import type { Outcome, Probe, ProbeLimits } from './answer.js';
import { askOnce } from './askOnce.js';
import { type ConnectPhase, failedConnecting, firstPhase, lateConnecting } from './connecting.js';
import { errorCode } from './errorCode.js';

type Phase = ConnectPhase | 'greeting' | 'asked';

/**
 * One context, and so one I/O thread, for all probes. A probe in flight takes three sockets of it (the question and
 * the two ends of its monitor) and four file descriptors, so some 5,400 probes can be under way at once, or fewer
 * if the descriptors run out first. libzmq's default of 1,023 sockets would be 341 probes.
 */
const context = new Context({ blocky: false, maxSockets: 16_384 });

/**
 * A probe that sends one ZeroMQ request and reads one reply. Of a reply in several parts the last one counts.
 * libzmq takes bytes that are no greeting for ZMTP 1.0, where the first one is a length: a peer that says some text
 * and then waits can be `hung` instead of `invalid`.
 */
export function zeromqProbe(request = '{"action":"health_check"}'): Probe {
  return (target, limits) =>
    askOnce(limits, (settle) => {
      let phase: Phase = firstPhase(target.host);
      let socket: Request | undefined;
      let ended = false;

      const ask = (address: string): void => {
        if (ended) return;
        phase = 'connect';
        try {
          socket = openSocket(address, limits);
          void watch(socket.events, (event) => {
            if (event.type === 'connect') phase = 'greeting';
            else if (event.type === 'handshake') phase = 'asked';
            else if (isEnding(event)) settleAfterReply(() => settle(closed(phase, event)));
          });
          socket.connect(`tcp://${isIPv6(address) ? `[${address}]` : address}:${target.port}`);
          exchange(socket, request).then(settle, (error: unknown) => settle(unasked(error)));
        } catch (error) {
          settle(unasked(error));
        }
      };

      if (phase === 'connect') {
        ask(target.host);
      } else {
        // libzmq would look the name up in its I/O thread, where one slow name server delays every probe. IPv4
        // first, as libzmq does: an agent binds `tcp://*`, which is IPv4 only unless ZMQ_IPV6 is set.
        lookup(target.host, { verbatim: false }, (error, address) => {
          if (error) settle(failedConnecting(error));
          else ask(address);
        });
      }
      return {
        late: () => late(phase),
        end: () => {
          ended = true;
          socket?.close();
        },
      };
    });
}

function openSocket(address: string, limits: ProbeLimits): Request {
  return new Request({
    context,
    linger: 0,
    ipv6: isIPv6(address),
    // One hour, so never within a probe: each failure shows as one event and ends it. Not -1: without any
    // reconnection libzmq gives up the connection's pipe at once, together with a reply that just came.
    reconnectInterval: 3_600_000,
    // Otherwise libzmq gives up a silent handshake after 30 s by itself, which would look like a broken one.
    handshakeInterval: 0,
    // libzmq drops the connection at a frame that announces more. It counts each part of a message for itself: a
    // peer that sends part after part is stopped by the deadline alone, and takes memory until then.
    maxMessageSize: limits.answerBytes,
  });
}

async function exchange(socket: Request, request: string): Promise<Outcome> {
  await socket.send(request);
  const parts = await socket.receive();
  return { kind: 'answered', body: parts.at(-1) ?? Buffer.alloc(0) };
}

/**
 * Reads the events of a socket until the last one, which comes after the socket was closed, and only then is the
 * monitor's receiving end closed. Closed any earlier, libzmq keeps both sockets until its context has none left.
 */
async function watch(events: Observer, see: (event: Event) => void): Promise<void> {
  try {
    while (!events.closed) {
      const event = await events.receive();
      if (event.type === 'end') return;
      see(event);
    }
  } catch {
    // The process is ending and has closed every observer.
  }
}

function isEnding(event: Event): boolean {
  switch (event.type) {
    case 'close':
    case 'disconnect':
    case 'handshake:error:protocol':
    case 'handshake:error:auth':
    case 'handshake:error:other':
      return true;
    default:
      return false;
  }
}

/**
 * A peer can answer and close in one go. The reply is signalled before the event, so it is read in this turn of
 * the event loop at the latest.
 */
function settleAfterReply(settle: () => void): void {
  setImmediate(settle);
}

/** What the end of the connection means. libzmq reports that it ended, and the reason only during the handshake. */
function closed(phase: Phase, event: Event): Outcome {
  switch (phase) {
    case 'lookup':
    case 'connect':
      return { kind: 'refused', reason: 'nobody listens' };
    case 'greeting':
      return { kind: 'invalid', reason: brokenHandshake(event) };
    case 'asked':
      return { kind: 'invalid', reason: 'connection ended before a complete answer, or answer too large' };
  }
}

function brokenHandshake(event: Event): string {
  switch (event.type) {
    case 'handshake:error:other':
      return 'connection closed without a ZeroMQ handshake';
    case 'handshake:error:auth':
      return 'ZeroMQ authentication refused';
    default:
      return 'not a ZeroMQ REP socket';
  }
}

function late(phase: Phase): Outcome {
  switch (phase) {
    case 'greeting':
      return { kind: 'hung', reason: 'no ZeroMQ handshake in time' };
    case 'asked':
      return { kind: 'hung', reason: 'no answer in time' };
    default:
      return lateConnecting(phase);
  }
}

/** libzmq says EMFILE also where its context has no socket left (zmq_socket(3)). */
function unasked(error: unknown): Outcome {
  return { kind: 'unasked', reason: `this side failed: ${errorCode(error)}` };
}
