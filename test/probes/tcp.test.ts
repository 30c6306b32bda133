import { describe, expect, it } from 'vitest';
import { tcpProbe } from '../../src/probes/tcp.js';
import { nobody, peer, pour, stoppedAccepting } from './peers.js';

const cases = [
  { name: 'accepts and is silent', start: () => peer(() => {}), kind: 'connected', timeoutMs: 15_000 },
  { name: 'closes at once', start: () => peer((socket) => socket.end()), kind: 'connected', timeoutMs: 15_000 },
  {
    name: 'pours bytes',
    start: () => peer((socket) => void pour(socket, Buffer.alloc(65_536), 2 ** 30)),
    kind: 'connected',
    timeoutMs: 15_000,
  },
  { name: 'nobody listens', start: nobody, kind: 'refused', timeoutMs: 15_000 },
  { name: 'no longer accepts', start: stoppedAccepting, kind: 'hung', timeoutMs: 400 },
] as const;

describe('tcpProbe', () => {
  it.each(cases)('$kind: $name', async ({ start, kind, timeoutMs }) => {
    const someone = await start();
    const answer = await tcpProbe({ host: '127.0.0.1', port: someone.port }, { timeoutMs, answerBytes: 65_536 });
    await someone.close();
    expect(answer.kind).toBe(kind);
  });

  it('refuses a name that does not exist, or says that no name server answered', async () => {
    const target = { host: 'agent.invalid', port: 1 };
    const answer = await tcpProbe(target, { timeoutMs: 10_000, answerBytes: 65_536 });
    expect(['name not found', 'name server does not answer', 'name lookup unanswered']).toContain(
      'reason' in answer ? answer.reason : answer.kind,
    );
  });
});
