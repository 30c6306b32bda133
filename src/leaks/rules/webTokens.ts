import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';
import { entropy } from '../value/entropy.js';
import { isPlaceholder } from '../value/placeholder.js';

const runbook = 'docs/leak-rules.md#tokens-of-sessions';
const remedy = 'End the session or revoke the token at whoever issued it, and stop writing headers to logs.';

/** What is sent with requests: RFC 7519 (JWT), RFC 6750 (Bearer), RFC 7617 (Basic). */
export const webTokens: readonly LeakRule[] = [
  shaped({
    id: 'jwt',
    title: 'JSON Web Token',
    prefix: 'eyJ',
    keywords: ['eyJ'],
    encodedAs: ['eyJhbGciOi', 'eyJ0eXAiOi'],
    followedBy: 14,
    pattern:
      '(?<name>eyJ[A-Za-z0-9_-]{10,300})\\.(?:eyJ|[A-Za-z0-9_-])[A-Za-z0-9_-]{6,500}(?:\\.[A-Za-z0-9_-]{0,500})?',
    goesOn: /[A-Za-z0-9_.-]/,
    accepts: ({ name }) => namesAlgorithm(name),
    remedy,
    runbook,
  }),
  shaped({
    id: 'bearer-token',
    title: 'Opaque bearer token',
    keywords: ['bearer '],
    anyCase: true,
    pattern: '(?:bearer) {1,2}(?<secret>[A-Za-z0-9_.~+/=-]{14,500})(?![A-Za-z0-9_(\\[{<$])',
    exact: false,
    goesOn: /[A-Za-z0-9_.~+/=-]/,
    accepts: ({ secret }) => !isPlaceholder(secret) && looksOpaque(secret),
    remedy,
    runbook,
  }),
  shaped({
    id: 'authorization-token',
    title: 'Token of a scheme of its own in an Authorization header',
    keywords: ['authorization'],
    anyCase: true,
    pattern:
      'authorization["\'\\\\]{0,4}\\s{0,4}[:=]\\s{0,4}["\'\\\\]{0,3}(?:token|api-?key|key|bot|splunk|genie-?key) {1,2}(?:token=)?["\'\\\\]{0,3}(?<secret>[A-Za-z0-9_.~+/=-]{14,200})',
    encodedAs: [],
    exact: false,
    accepts: ({ secret }) => !isPlaceholder(secret) && looksOpaque(secret),
    remedy,
    runbook,
  }),
  shaped({
    id: 'basic-credentials',
    title: 'User and password of HTTP basic authentication',
    keywords: ['basic '],
    anyCase: true,
    pattern: '(?:basic) {1,2}(?<secret>[A-Za-z0-9+/]{8,300}={0,2})(?![A-Za-z0-9+/=_-])',
    encodedAs: [],
    accepts: ({ secret }) => /^[\x20-\x7e]{1,100}:(?!\*+$|x+$)[\x20-\x7e]{1,200}$/i.test(decoded(secret)),
    remedy: 'Change the password, and stop writing headers to logs.',
    runbook,
  }),
];

/** A JOSE header names its algorithm, RFC 7515 section 4.1.1. */
function namesAlgorithm(header: string): boolean {
  return /"(?:alg|enc|typ|kid|zip)"\s*:/.test(decoded(header));
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Words of documentation have no digits, and what people read has few changes. */
function looksOpaque(text: string): boolean {
  return /[0-9]/.test(text) && /[A-Za-z]/.test(text) && entropy(text) >= 3;
}
