import { get } from 'node:http';
import { connect } from 'node:net';
import { Request } from 'zeromq';

/** What came of a question: the text of the answer, and for HTTP its status, or why there was none. */
export type Answer =
  | { readonly got: 'answer'; readonly text: string; readonly status?: number }
  | { readonly got: 'silence' }
  | { readonly got: 'refused' }
  | { readonly got: 'broken' };

/** Asks over ZeroMQ with libzmq's own REQ socket. A refused connection is silence: libzmq goes on trying. */
export async function askZeromq(host: string, port: number, request: unknown, timeoutMs = 5_000): Promise<Answer> {
  const socket = new Request({ receiveTimeout: timeoutMs, linger: 0 });
  try {
    socket.connect(`tcp://${host}:${port}`);
    await socket.send(JSON.stringify(request));
    const [answer] = await socket.receive();
    return { got: 'answer', text: String(answer) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return { got: 'silence' };
    throw error;
  } finally {
    socket.close();
  }
}

/** Asks over HTTP. */
export function askHttp(host: string, port: number, path = '/health', timeoutMs = 5_000): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ got: 'answer', text: Buffer.concat(chunks).toString(), status: response.statusCode ?? 0 });
      });
    });
    request.on('timeout', () => {
      resolve({ got: 'silence' });
      request.destroy();
    });
    request.on('error', (error) => {
      resolve({ got: 'code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'broken' });
    });
  });
}

/** Connects, says something, and waits for a word. */
export function askTcp(host: string, port: number, timeoutMs = 300): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.write('hello\r\n\r\n'));
    const end = (answer: Answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end({ got: 'silence' }));
    socket.on('data', (data) => end({ got: 'answer', text: data.toString() }));
    socket.on('end', () => end({ got: 'broken' }));
    socket.on('error', (error) =>
      end({ got: 'code' in error && error.code === 'ECONNREFUSED' ? 'refused' : 'broken' }),
    );
  });
}

/** The JSON object in an answer; undefined where there is none. */
export function objectIn(answer: Answer): Record<string, unknown> | undefined {
  if (answer.got !== 'answer') return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
