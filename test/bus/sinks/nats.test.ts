import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { NatsCredentials, NatsSinkOptions } from '../../../src/bus/options.js';
import { NatsSink } from '../../../src/bus/sinks/nats.js';
import { addStream, client, eventsIn, type NatsServer, natsServer, stream } from '../natsServer.js';
import { bufferedEvents, folder, range } from '../workshop.js';

let directory: string;

beforeEach(async () => {
  directory = await folder(onTestFinished);
});

function sinkTo(server: NatsServer, parts: Partial<NatsSinkOptions> = {}): NatsSink {
  const options: NatsSinkOptions = {
    servers: [server.url],
    credentials: { kind: 'none' },
    tls: undefined,
    stream,
    subjectPrefix: 'fleet.events',
    ...parts,
  };
  const sink = new NatsSink(options, 'alpha');
  onTestFinished(() => sink.close());
  return sink;
}

/** A server with the stream that the sinks of these tests send to. */
async function serverWithStream(): Promise<NatsServer> {
  const server = await natsServer(onTestFinished, directory);
  await addStream(await client(onTestFinished, server));
  return server;
}

async function failureOf(sink: NatsSink) {
  const { acknowledged, failure } = await sink.send(bufferedEvents(1, 2));
  return { acknowledged, reason: failure?.reason };
}

const fails = (reason: string) => ({ acknowledged: 0, reason });

describe('the NATS sink', () => {
  it('has events acknowledged by JetStream, in their order, each once', async () => {
    const server = await serverWithStream();
    const sink = sinkTo(server);
    expect(await sink.send(bufferedEvents(1, 300))).toEqual({ acknowledged: 300 });
    expect(await sink.send(bufferedEvents(200, 500))).toEqual({ acknowledged: 301 });
    const events = await eventsIn(await client(onTestFinished, server));
    expect(events.map(({ data }) => data.sequence)).toEqual(range(1, 500));
  });

  it('goes on with a server that was killed and started again, and loses nothing', async () => {
    const server = await serverWithStream();
    const sink = sinkTo(server);
    await sink.send(bufferedEvents(1, 10));
    await server.kill();
    expect(await failureOf(sink)).toEqual(fails('unreachable'));
    await server.start();
    expect(await sink.send(bufferedEvents(5, 20))).toEqual({ acknowledged: 16 });
    const events = await eventsIn(await client(onTestFinished, server));
    expect(events.map(({ data }) => data.sequence)).toEqual(range(1, 20));
  });

  it('gives a server that is stopped its time, and sends again when it goes on, each event once', async () => {
    const server = await serverWithStream();
    const sink = sinkTo(server);
    await sink.send(bufferedEvents(1, 10));
    await server.pause();
    const { acknowledged, failure } = await sink.send(bufferedEvents(11, 40));
    server.resume();
    expect({ acknowledged, reason: failure?.reason }).toEqual(fails('timeout'));
    expect(await sink.send(bufferedEvents(11, 50))).toEqual({ acknowledged: 40 });
    const events = await eventsIn(await client(onTestFinished, server));
    expect(events.map(({ data }) => data.sequence)).toEqual(range(1, 50));
  });

  it('says that no stream takes the events, or another than was named', async () => {
    const server = await natsServer(onTestFinished, directory);
    expect(await failureOf(sinkTo(server))).toEqual(fails('no_stream'));
    await addStream(await client(onTestFinished, server));
    expect(await failureOf(sinkTo(server, { stream: 'FLEET_beta' }))).toEqual(fails('no_stream'));
    expect(await failureOf(sinkTo(server, { subjectPrefix: 'other.events' }))).toEqual(fails('no_stream'));
    expect(await failureOf(sinkTo(server))).toEqual({ acknowledged: 2, reason: undefined });
  });

  it('says that nobody listens', async () => {
    const server = await natsServer(onTestFinished, directory);
    await server.kill();
    expect(await failureOf(sinkTo(server))).toEqual(fails('unreachable'));
  });

  const user = nkeys.createUser();
  const seed = new TextDecoder().decode(user.getSeed());
  const secret = 'correct-horse';
  const kinds: readonly {
    readonly kind: string;
    readonly authorization: string;
    readonly right: string;
    readonly wrong: string;
    readonly credentials: (file: string) => NatsCredentials;
  }[] = [
    {
      kind: 'user and password',
      authorization: `user: fleet, password: ${secret}`,
      right: secret,
      wrong: 'wrong-horse',
      credentials: (passwordFile) => ({ kind: 'password', username: 'fleet', passwordFile }),
    },
    {
      kind: 'a token',
      authorization: `token: ${secret}`,
      right: secret,
      wrong: 'wrong-horse',
      credentials: (tokenFile) => ({ kind: 'token', tokenFile }),
    },
    {
      kind: 'an nkey',
      authorization: `users: [{ nkey: ${user.getPublicKey()} }]`,
      right: seed,
      wrong: new TextDecoder().decode(nkeys.createUser().getSeed()),
      credentials: (seedFile) => ({ kind: 'nkey', seedFile }),
    },
  ];

  it.each(kinds)(
    'is known by $kind from a file, which is read anew',
    async ({ authorization, right, wrong, credentials }) => {
      const server = await natsServer(onTestFinished, directory, `authorization { ${authorization} }`);
      const file = join(directory, 'secret');
      const sink = sinkTo(server, { credentials: credentials(file) });
      expect(await failureOf(sink)).toEqual(fails('credentials'));
      await writeFile(file, `${wrong}\n`);
      const { failure } = await sink.send(bufferedEvents(1, 1));
      expect(failure?.reason).toBe('unauthorized');
      expect(failure?.message).not.toContain(wrong);
      await writeFile(file, `${right}\n`);
      // It is let in, and there is no stream yet.
      expect(await failureOf(sink)).toEqual(fails('no_stream'));
    },
  );

  it('says that a seed is none', async () => {
    const server = await natsServer(
      onTestFinished,
      directory,
      `authorization { users: [{ nkey: ${user.getPublicKey()} }] }`,
    );
    const seedFile = join(directory, 'secret');
    await writeFile(seedFile, 'no seed');
    expect(await failureOf(sinkTo(server, { credentials: { kind: 'nkey', seedFile } }))).toEqual(fails('credentials'));
  });

  it('speaks TLS with a server that the right authority vouches for, and with no other', async () => {
    const { caFile, certFile, keyFile } = certificates(directory);
    const server = await natsServer(
      onTestFinished,
      directory,
      `tls { cert_file: "${certFile}", key_file: "${keyFile}" }`,
    );
    const none = { certFile: undefined, keyFile: undefined };
    expect(await failureOf(sinkTo(server, { tls: { caFile, ...none } }))).toEqual(fails('no_stream'));
    expect(await failureOf(sinkTo(server, { tls: { caFile: undefined, ...none } }))).toEqual(fails('tls'));
    const plain = await natsServer(onTestFinished, join(directory, 'plain'));
    expect(await failureOf(sinkTo(plain, { tls: { caFile, ...none } }))).toEqual(fails('tls'));
  });
});

/** A certificate for the loopback, which is its own authority. */
function certificates(folderOf: string) {
  const [caFile, keyFile] = [join(folderOf, 'cert.pem'), join(folderOf, 'key.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', caFile, ...subject], { stdio: 'ignore' });
  return { caFile, certFile: caFile, keyFile };
}
