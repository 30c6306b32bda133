import type { Writable } from 'node:stream';
import { redacted } from './redacted.js';

type Done = (error?: Error | null) => void;

/**
 * Puts the redactor in front of a stream of this process, for whatever is written to it: by commands, by libraries, by
 * Node.js itself. Each write is looked at as a whole, so that a line that is to be redacted must come in one.
 */
export function guardStream(stream: Writable): void {
  const write = stream.write.bind(stream);
  stream.write = (chunk: unknown, second?: BufferEncoding | Done, third?: Done): boolean => {
    const safe = redactedChunk(chunk);
    return typeof second === 'string' ? write(safe, second, third) : write(safe, second ?? third);
  };
}

function redactedChunk(chunk: unknown): unknown {
  if (typeof chunk === 'string') return redacted(chunk);
  if (!(chunk instanceof Uint8Array)) return chunk;
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('utf8');
  const safe = redacted(text);
  return safe === text ? chunk : Buffer.from(safe);
}
