import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import express from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderLabels } from '../../src/exposition/text.js';
import { remembered } from '../../src/redaction/remembered.js';
import { guardStream } from '../../src/redaction/stream.js';
import { guardAnswers } from '../../src/server/guard.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { assignment, password, token } from './secrets.js';

describe('a guarded stream', () => {
  it.each([
    ['a text', `a ${token} b\n`],
    ['bytes', Buffer.from(`a ${token} b\n`)],
  ])('writes %s without what is secret in it', async (_what, chunk) => {
    const stream = new PassThrough();
    guardStream(stream);
    const done = once(stream, 'end');
    let written = '';
    stream.on('data', (bytes: Buffer) => {
      written += bytes.toString();
    });
    await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
    stream.end();
    await done;
    expect(written).toMatch(/^a .*\[redacted:github-token\] b\n$/);
    expect(written).not.toContain(token);
  });

  it('passes on an encoding, and bytes that are no text', async () => {
    const stream = new PassThrough();
    guardStream(stream);
    stream.write('Größe', 'utf8', () => undefined);
    stream.write(Buffer.from([0xff, 0x00, 0xfe]));
    stream.end();
    expect(Buffer.concat(await stream.toArray())).toStrictEqual(
      Buffer.concat([Buffer.from('Größe'), Buffer.from([0xff, 0x00, 0xfe])]),
    );
  });
});

describe('a guarded application', () => {
  let server: Listening | undefined;
  afterEach(() => server?.close());

  it.each([
    ['text', '/text'],
    ['HTML', '/html'],
    ['JSON', '/json'],
    ['JSON that only its keys tell', '/named'],
  ])('answers in %s without what is secret in it', async (_what, path) => {
    const app = express();
    guardAnswers(app);
    app.get('/text', (_request, response) => void response.type('text').send(`it is ${assignment}`));
    app.get('/html', (_request, response) => void response.send(`<p>${token}</p>`));
    app.get('/json', (_request, response) => void response.json([{ message: `said ${assignment}` }, { token }]));
    app.get('/named', (_request, response) => void response.json({ labels: { password } }));
    server = await listen(app, { host: '127.0.0.1', port: 0 });
    const body = await (await fetch(server.url + path)).text();
    expect(body).toContain('[redacted:');
    expect(body).not.toContain(password);
    expect(body).not.toContain(token);
  });
});

describe('labels of metrics', () => {
  it('hold no credential, and are escaped', () => {
    expect(renderLabels({ path: `/logs/${token}.log`, agent: 'a"b' })).toMatch(
      /^\{path="\/logs\/gh.*\[redacted:github-token\]\.log",agent="a\\"b"\}$/,
    );
  });
});

describe('a remembered function', () => {
  it('works once for each text that is in use, and forgets others', () => {
    const work = vi.fn((text: string) => text.toUpperCase());
    const upper = remembered(work, 4);
    for (let round = 0; round < 50; round++) {
      expect(upper('kept')).toBe('KEPT');
      expect(upper(`other ${round}`)).toBe(`OTHER ${round}`);
    }
    expect(work.mock.calls.filter(([text]) => text === 'kept')).toHaveLength(1);
    upper('other 0');
    expect(work.mock.calls.filter(([text]) => text === 'other 0')).toHaveLength(2);
  });
});

describe('the log', () => {
  it('holds no credential, neither in fields nor in causes of errors', async () => {
    const program = [
      `import { openLog } from ${JSON.stringify(new URL('../../dist/logging.js', import.meta.url).href)};`,
      'const [text] = process.argv.slice(-1);',
      `const log = openLog('info', 'alpha');`,
      `log.error({ err: new Error('outer', { cause: new Error(text) }), text }, text);`,
    ].join('\n');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      program,
      '--',
      assignment,
    ]);
    expect(stdout).not.toContain(password);
    expect(JSON.parse(stdout)).toMatchObject({ machine: 'alpha', msg: expect.stringContaining('[redacted:password]') });
  });
});
