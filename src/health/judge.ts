import { isUtf8 } from 'node:buffer';
import { isRecord } from '../isRecord.js';
import { parsedJson } from '../parsedJson.js';
import type { Answer } from '../probes/answer.js';
import type { Verdict } from './verdict.js';

/** Who speaks: the agent that was asked, another one, or somebody who does not say. */
export type Identity = 'confirmed' | 'other' | 'unclaimed';

export interface Judgement {
  readonly verdict: Verdict;
  readonly identity: Identity;
  /** A short phrase of our own words and at most an HTTP status: an answer may hold a credential and is never quoted. */
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
  // It answers and cannot vouch for itself; `unknown` is for agents of which nothing was heard.
  unknown: 'unhealthy',
};

const noVerdict = 'the answer holds no verdict';

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
      if (!isUtf8(answer.body)) return unclaimed('invalid', 'the answer is no text');
      return judgeText(answer.body.toString('utf8'), answer.httpStatus, port);
  }
}

function judgeText(text: string, httpStatus: number | undefined, port: number): Judgement {
  const content = parsedJson(text);
  const failed = httpStatus !== undefined && (httpStatus < 200 || httpStatus >= 300);
  if (isRecord(content)) return judgeObject(content, port, failed ? httpStatus : undefined);
  if (failed) return judgeStatus(httpStatus);
  const verdict = lookUp(typeof content === 'string' ? content : text);
  if (verdict !== undefined) return unclaimed(verdict, 'answers in plain words');
  if (content === undefined && /^\s*[{["]/.test(text)) return unclaimed('invalid', 'the answer is broken JSON');
  // By the custom of HTTP a page is a good sign; a number or a list is no page, and outside HTTP there is no such custom.
  return httpStatus === undefined || content !== undefined
    ? unclaimed('invalid', noVerdict)
    : unclaimed('healthy', `HTTP status ${httpStatus}`);
}

/**
 * The agent's own verdict outranks its HTTP status: the base class answers 200 whatever its state. Only where the page is
 * missing is `status` about the question, as web frameworks have it; `health_status` never is.
 */
function judgeObject(content: Record<string, unknown>, port: number, failedStatus: number | undefined): Judgement {
  const speaker = isRecord(content.health_details) ? portIn(content.health_details.port) : undefined;
  if (speaker !== undefined && speaker !== port) {
    return { verdict: 'imposter', identity: 'other', reason: 'another agent answers' };
  }
  const identity: Identity = speaker === port ? 'confirmed' : 'unclaimed';
  const verdict = lookUp(content.health_status ?? (isMissing(failedStatus) ? undefined : content.status));
  if (verdict !== undefined) return { verdict, identity, reason: 'says so itself' };
  if (failedStatus !== undefined) return { ...judgeStatus(failedStatus), identity };
  return { verdict: 'invalid', identity, reason: noVerdict };
}

/** A failing server says that it fails; one that wants another path or a login says nothing about the agent. */
function judgeStatus(status: number): Judgement {
  return status >= 500
    ? unclaimed('unhealthy', `HTTP status ${status}`)
    : unclaimed('unverified', `speaks HTTP, but shows no /health: HTTP status ${status}`);
}

function isMissing(status: number | undefined): boolean {
  return status === 404 || status === 405;
}

/** The port that an agent names as its own; ports from an environment are sometimes left as text. */
function portIn(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,5}$/.test(value)) return Number(value);
  return typeof value === 'number' ? value : undefined;
}

function unclaimed(verdict: Verdict, reason: string): Judgement {
  return { verdict, identity: 'unclaimed', reason };
}

function lookUp(word: unknown): Verdict | undefined {
  if (typeof word !== 'string' || word.length > 40) return undefined;
  const key = word.trim().toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
