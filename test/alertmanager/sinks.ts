import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:net';

export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Takes whatever is posted to it, and keeps it. */
export async function httpSink() {
  const posted: Posted[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      // PagerDuty answers 202, Slack the word ok.
      response.writeHead(request.url === '/pagerduty' ? 202 : 200).end('ok');
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    posted,
    to: (path: string) => posted.filter((one) => one.path === path),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Takes whatever is mailed to it (RFC 5321, without extensions), and keeps it. */
export async function smtpSink() {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let received = '';
    let inMail = false;
    socket.write('220 sink\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString();
      for (;;) {
        const end = received.indexOf(inMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = received.slice(0, end);
        received = received.slice(end + (inMail ? 5 : 2));
        if (inMail) mails.push(text);
        inMail = !inMail && text.toUpperCase() === 'DATA';
        socket.write(inMail ? '354 go on\r\n' : text.toUpperCase() === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  const port = await listening(server);
  return { address: `127.0.0.1:${port}`, mails, close: () => server.close() };
}
