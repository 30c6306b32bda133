import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, askHttp, askTcp, askZeromq, objectIn } from './asking.js';
import { startTestFleet, type TestFleet } from './test-fleet.js';

const adopted = 'RailRegistry';
const plainText = 'TariffReader';
const statusJson = 'AccessLedger';
const tcpOnly = 'VoiceSpeaker';

let test: TestFleet;
beforeAll(async () => {
  test = await startTestFleet([adopted, plainText, statusJson, tcpOnly]);
});
afterEach(async () => {
  for (const agent of [adopted, plainText, statusJson, tcpOnly]) await test.fleet.setFault(agent, 'clear');
});
afterAll(() => test.end());

const port = (agent: string) => test.status(agent).healthPort;
const overZeromq = (agent: string, timeoutMs?: number) =>
  askZeromq(test.machine.address, port(agent), { action: 'health_check' }, timeoutMs);
const overHttp = (agent: string, at = port(agent) + 1) => askHttp(test.machine.address, at);
const overTcp = (at: number) => askTcp(test.machine.address, at);

async function isNormal(): Promise<void> {
  expect(objectIn(await overZeromq(adopted))).toMatchObject({ health_status: 'healthy' });
  expect(objectIn(await overHttp(adopted))).toMatchObject({ health_status: 'healthy' });
  expect(await overHttp(plainText, port(plainText))).toMatchObject({ status: 200, text: 'OK\n' });
  expect(objectIn(await overZeromq(statusJson))).toEqual({ status: 'ok' });
  expect(await overTcp(port(tcpOnly))).toEqual({ got: 'silence' });
}

describe('faults that an agent brings about itself', () => {
  it('refuse: no port is open, the process stays', async () => {
    const { pid } = test.status(adopted);
    for (const agent of [adopted, tcpOnly]) await test.fleet.setFault(agent, 'refuse');
    const { port: service, healthPort } = test.status(adopted);
    const answers = await Promise.all([service, healthPort, healthPort + 1, port(tcpOnly)].map(overTcp));
    expect(answers).toEqual(Array<Answer>(4).fill({ got: 'refused' }));
    expect(test.status(adopted)).toMatchObject({ state: 'running', pid, fault: 'refuse' });
    await test.fleet.setFault(adopted, 'clear');
    await test.fleet.setFault(tcpOnly, 'clear');
    await isNormal();
  });

  it('hang: connections are accepted, nobody is answered', async () => {
    for (const agent of [adopted, plainText, statusJson]) await test.fleet.setFault(agent, 'hang');
    expect(await overTcp(port(adopted))).toEqual({ got: 'silence' });
    expect(await overZeromq(adopted, 300)).toEqual({ got: 'silence' });
    expect(await askHttp(test.machine.address, port(adopted) + 1, '/health', 300)).toEqual({ got: 'silence' });
    expect(await overTcp(port(plainText))).toEqual({ got: 'silence' });
    expect(await overZeromq(statusJson, 300)).toEqual({ got: 'silence' });
    for (const agent of [adopted, plainText, statusJson]) await test.fleet.setFault(agent, 'clear');
    await isNormal();
  });

  it('unhealthy: the verdict says so, the older field only says degraded, HTTP says 200', async () => {
    for (const agent of [adopted, plainText, statusJson]) await test.fleet.setFault(agent, 'unhealthy');
    const sick = { health_status: 'unhealthy', status: 'degraded', ready: false, message: `${adopted} is unhealthy` };
    expect(objectIn(await overZeromq(adopted))).toMatchObject(sick);
    const answer = await overHttp(adopted);
    expect(answer).toMatchObject({ status: 200 });
    expect(objectIn(answer)).toMatchObject(sick);
    expect(await overHttp(plainText, port(plainText))).toMatchObject({ status: 503, text: 'UNHEALTHY\n' });
    expect(objectIn(await overZeromq(statusJson))).toEqual({ status: 'error' });
  });

  it('degraded', async () => {
    for (const agent of [adopted, plainText, statusJson]) await test.fleet.setFault(agent, 'degraded');
    expect(objectIn(await overZeromq(adopted))).toMatchObject({ health_status: 'degraded', status: 'degraded' });
    expect(await overHttp(plainText, port(plainText))).toMatchObject({ status: 200, text: 'DEGRADED\n' });
    expect(objectIn(await overZeromq(statusJson))).toEqual({ status: 'degraded' });
  });

  it('slow: the answer comes, but late', async () => {
    await test.fleet.setFault(adopted, 'slow', { ms: 400 });
    const began = performance.now();
    const answers = await Promise.all([overZeromq(adopted, 5_000), overHttp(adopted)]);
    // A timer may fire a little before its time; it is never earlier than this.
    expect(performance.now() - began).toBeGreaterThan(390);
    for (const answer of answers) expect(objectIn(answer)).toMatchObject({ health_status: 'healthy' });
    expect(await overZeromq(adopted, 100)).toEqual({ got: 'silence' });
  });

  it('garbage: what comes is no answer', async () => {
    for (const agent of [adopted, plainText, statusJson]) await test.fleet.setFault(agent, 'garbage');
    for (const answer of [await overZeromq(adopted), await overHttp(adopted), await overZeromq(statusJson)]) {
      expect(answer.got).toBe('answer');
      expect(objectIn(answer)).toBeUndefined();
    }
    expect(await overHttp(plainText, port(plainText))).toEqual({ got: 'broken' });
  });

  it('one fault replaces the other', async () => {
    await test.fleet.setFault(adopted, 'hang');
    await test.fleet.setFault(adopted, 'refuse');
    await test.fleet.setFault(adopted, 'degraded');
    expect(objectIn(await overZeromq(adopted))).toMatchObject({ health_status: 'degraded' });
    await test.fleet.setFault(adopted, 'clear');
    await isNormal();
  });

  it.each(['unhealthy', 'degraded', 'slow', 'garbage'])(
    '%s is refused by an agent that answers nobody',
    async (fault) => {
      expect(await test.fleet.setFault(tcpOnly, fault)).toEqual({
        outcome: 'refused',
        code: 'not-possible',
        message: `alpha/${tcpOnly} answers nobody, so it cannot be ${fault}`,
      });
      expect(test.status(tcpOnly).fault).toBe('clear');
    },
  );
});
