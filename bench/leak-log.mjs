/** A log as agents write it, from a seed: JSON lines, tracebacks, counts, ids, paths, images in base64. */

const alphabets = {
  hex: '0123456789abcdef',
  base62: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
};

const words =
  `the agent planner retrieved memory from vector store and called tool with arguments result was empty retry after
  backoff model returned response prompt window truncated message queue worker started stopped health check passed
  authentication succeeded cache hit session refreshed token password author keyboard path secretary monkey passing compass
  key value pair loaded configuration from disk embedding index rebuilt summary of the conversation`.split(/\s+/);
const agents = ['Planner', 'MemoryHub', 'Coordinator', 'VisionAgent', 'SpeechAgent', 'RequestRouter'];
const models = [
  'gpt-4o-mini-2024-07-18',
  'claude-3-5-sonnet-20241022',
  'llama-3.1-70b-instruct',
  'sk-learn-1.5.2',
  'bge-m3',
];

/** Numbers below `limit`, equal for equal seeds: xorshift32. */
function chance(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/**
 * @param {{ bytes: number, seed: number, leaksPerMegabyte?: number }} wanted
 * @returns {{ log: Buffer, leaks: number }}
 */
export function leakLog({ bytes, seed, leaksPerMegabyte = 0 }) {
  const below = chance(seed);
  const pick = (list) => list[below(list.length)];
  const random = (alphabet, length) =>
    Array.from({ length }, () => alphabets[alphabet][below(alphabets[alphabet].length)]).join('');
  const sentence = (count) => Array.from({ length: count }, () => pick(words)).join(' ');
  const uuid = () => [8, 4, 4, 4, 12].map((length) => random('hex', length)).join('-');
  const two = (limit) => String(below(limit)).padStart(2, '0');
  const head = () => ({
    timestamp: `2026-11-${two(28)}T${two(24)}:${two(60)}:${two(60)}.${100_000 + below(899_999)}`,
    level: pick(['INFO', 'INFO', 'INFO', 'DEBUG', 'WARNING', 'ERROR']),
    agent: pick(agents),
  });
  const usage = () => ({
    input_tokens: 100_000 + below(9_899_999),
    output_tokens: 100_000 + below(899_999),
    total_tokens: 1_000_000 + below(8_999_999),
  });
  const kinds = [
    () => JSON.stringify({ ...head(), message: sentence(5 + below(20)) }),
    () => JSON.stringify({ ...head(), message: sentence(5 + below(20)) }),
    () =>
      JSON.stringify({
        ...head(),
        message: 'completion',
        usage: usage(),
        model: pick(models),
        latency: below(1e9) / 1e8,
      }),
    () =>
      JSON.stringify({
        ...head(),
        message: `request ${uuid()} done`,
        duration_ms: below(1e9) / 1e6,
        path: `/srv/agents/${pick(words)}/${pick(words)}.py`,
      }),
    () =>
      JSON.stringify({
        ...head(),
        message: 'embedding',
        vector: Array.from({ length: 4 + below(24) }, () => below(2e9) / 1e9 - 1),
      }),
    () => JSON.stringify({ ...head(), message: `commit ${random('hex', 40)}`, digest: `sha256:${random('hex', 64)}` }),
    () =>
      `${head().timestamp} ERROR Traceback (most recent call last):\n  File "/srv/agents/${pick(words)}.py", line ${below(900)}, in ${pick(words)}\n    raise ${pick(['ValueError', 'KeyError', 'TimeoutError'])}("${sentence(4)}")`,
    () =>
      JSON.stringify({
        ...head(),
        message: `GET http://127.0.0.1:${5000 + below(4000)}/health 200`,
        peer: `tcp://10.0.0.${below(255)}:${5000 + below(4000)}`,
      }),
    () =>
      JSON.stringify({
        ...head(),
        message: sentence(8),
        metadata: { session_id: random('hex', 32), retry: below(5), tags: [pick(words), pick(words)] },
      }),
    () => `${head().timestamp} - ${pick(agents)} - INFO - ${sentence(10)}, ${below(9_999_999)} tokens`,
  ];
  const leaks = [
    () => `calling with key sk-ant-api03-${random('base62', 93)}AA`,
    () => `GITHUB_TOKEN=ghp_${random('base62', 36)}`,
    () => `connecting to redis://:${random('base62', 18)}@hub:6379/0`,
    () => `NATS_PASSWORD=${random('base62', 14)}`,
    () => JSON.stringify({ client_secret: random('base62', 32) }),
  ];
  const lines = [];
  let length = 0;
  let planted = 0;
  let images = 0;
  while (length < bytes) {
    let line = pick(kinds)();
    if (planted < (length / 1e6) * leaksPerMegabyte) {
      line = JSON.stringify({ ...head(), message: pick(leaks)() });
      planted++;
    } else if (images < length / 50_000) {
      // Every 50 kB a small image.
      line = JSON.stringify({
        ...head(),
        message: 'frame',
        image: `data:image/png;base64,${random('base64', 2000 + below(4000))}`,
      });
      images++;
    }
    lines.push(line, '\n');
    length += line.length + 1;
  }
  return { log: Buffer.from(lines.join('')), leaks: planted };
}
