import type { Answer } from '../probes/answer.js';
import type { Verdict } from './verdict.js';

/** Who speaks: the agent that was asked, another one, or somebody who does not say. */
export type Identity = 'confirmed' | 'other' | 'unclaimed';

export interface Judgement {
  readonly verdict: Verdict;
  readonly identity: Identity;
  /** A short phrase of our own words: an answer may hold a credential and is never quoted. */
  readonly reason: string;
}

/** The agent's own words for its state: `health_status` of the base class first, the older `status` and its kin after. */
const words: Readonly<Record<string, Verdict>> = {
  healthy: 'healthy',
  ok: 'healthy',
  up: 'healthy',
  pass: 'healthy',
  alive: 'healthy',
  ready: 'healthy',
  running: 'healthy',
  pong: 'healthy',
  degraded: 'degraded',
  warn: 'degraded',
  warning: 'degraded',
  unhealthy: 'unhealthy',
  error: 'unhealthy',
  fail: 'unhealthy',
  failed: 'unhealthy',
  down: 'unhealthy',
  unknown: 'unknown',
};

/** What one answer says about the agent that serves its requests on `port`. */
export function judge(answer: Answer, port: number): Judgement {
  switch (answer.kind) {
    case 'connected':
      return unclaimed('unverified', 'accepts connections, nothing more is known');
    case 'refused':
    case 'hung':
    case 'invalid':
      return unclaimed(answer.kind, answer.reason);
    case 'unasked':
      return unclaimed('unknown', answer.reason);
    case 'answered':
      return judgeBody(answer.body.toString('utf8'), answer.httpStatus, port);
  }
}

function judgeBody(body: string, httpStatus: number | undefined, port: number): Judgement {
  const content = parseJson(body);
  if (isRecord(content)) return judgeObject(content, port);
  if (httpStatus !== undefined && (httpStatus < 200 || httpStatus >= 300)) return judgeStatus(httpStatus);
  const word = typeof content === 'string' ? content : body;
  const verdict = lookUp(word);
  if (verdict !== undefined) return unclaimed(verdict, 'answers in plain words');
  if (content === undefined && /^\s*[{[]/.test(body)) return unclaimed('invalid', 'the answer is broken JSON');
  return httpStatus === undefined
    ? unclaimed('invalid', 'the answer holds no verdict')
    : unclaimed('healthy', `HTTP status ${httpStatus}`);
}

/** The agent's own verdict outranks its HTTP status: the base class answers 200 whatever its state. */
function judgeObject(content: Record<string, unknown>, port: number): Judgement {
  const speaker = isRecord(content.health_details) ? content.health_details.port : undefined;
  if (typeof speaker === 'number' && speaker !== port) {
    return { verdict: 'imposter', identity: 'other', reason: `the agent with port ${speaker} answers` };
  }
  const identity: Identity = speaker === port ? 'confirmed' : 'unclaimed';
  const verdict = lookUp(content.health_status) ?? lookUp(content.status);
  if (verdict === undefined) return { verdict: 'invalid', identity, reason: 'the answer holds no verdict' };
  return { verdict, identity, reason: 'says so itself' };
}

function judgeStatus(status: number): Judgement {
  if (status === 404 || status === 405) return unclaimed('unverified', 'speaks HTTP, but has no /health');
  return unclaimed('unhealthy', `HTTP status ${status}`);
}

function unclaimed(verdict: Verdict, reason: string): Judgement {
  return { verdict, identity: 'unclaimed', reason };
}

function lookUp(word: unknown): Verdict | undefined {
  if (typeof word !== 'string' || word.length > 40) return undefined;
  const key = word.trim().toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
