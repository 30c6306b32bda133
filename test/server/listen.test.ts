import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { formatAddress, type Listening, listen } from '../../src/server/listen.js';

const servers: Listening[] = [];

async function listening(host = '127.0.0.1', handler: Parameters<typeof listen>[0] = () => {}): Promise<Listening> {
  const server = await listen(handler, { host, port: 0 });
  servers.push(server);
  return server;
}

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

describe('listen', () => {
  it.each([
    [{ host: '127.0.0.1', port: 9877 }, '127.0.0.1:9877'],
    [{ host: '::1', port: 9877 }, '[::1]:9877'],
    [{ host: 'alpha', port: 80 }, 'alpha:80'],
  ])('writes %j as %s', (address, expected) => {
    expect(formatAddress(address)).toBe(expected);
  });

  it('says where it listens', async () => {
    const { url, port } = await listening();
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  it.each(['127.0.0.1', 'localhost'])('names the owner of a port that is taken: %s', async (host) => {
    const { port } = await listening(host);
    await expect(listen(() => {}, { host, port })).rejects.toThrow(
      new RegExp(`^port ${port} on ${host} is taken by .+ \\(pid ${process.pid}\\)$`),
    );
  });

  it('says when the address is no address of this machine', async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737).
    const address = { host: '192.0.2.1', port: 0 };
    await expect(listen(() => {}, address)).rejects.toThrow('192.0.2.1 is no address of this machine');
  });

  it('says what else is wrong', async () => {
    const address = { host: 'no-such-host.invalid', port: 0 };
    await expect(listen(() => {}, address)).rejects.toThrow(/^cannot listen on no-such-host\.invalid:0: .+/);
  });

  it('closes although an answer does not come to its end', async () => {
    const { url, close } = await listening('127.0.0.1', (_request, response) => {
      response.write('the beginning');
    });
    servers.length = 0;
    const outgoing = request(url, { agent: false }).end();
    const [response] = await once(outgoing, 'response');
    const cut = once(response, 'error');
    response.resume();
    await close();
    expect(await cut).toMatchObject([{ code: 'ECONNRESET' }]);
  });

  it('frees its port', async () => {
    const { port, close } = await listening();
    servers.length = 0;
    await close();
    const next = createServer().listen(port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });
});
