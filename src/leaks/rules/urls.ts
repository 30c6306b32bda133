import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';
import { entropy } from '../value/entropy.js';
import { isPlaceholder } from '../value/placeholder.js';

const runbook = 'docs/leak-rules.md#passwords-in-urls';
const remedy = 'Change the password, and give user and password to the client apart from the URL, from a file.';

/** The userinfo of RFC 3986, section 3.2.1. */
export const urls: readonly LeakRule[] = [
  shaped({
    id: 'url-password',
    title: 'Password in a URL',
    keywords: ['://'],
    encodedAs: [
      'nats://',
      'redis://',
      'rediss://',
      'postgres',
      'mysql://',
      'amqp://',
      'amqps://',
      'mongodb',
      'https://',
      'http://',
    ],
    anchor: 'scheme',
    // The last @ before the path divides: passwords with an @ that nobody escaped are common.
    pattern:
      '[A-Za-z][A-Za-z0-9+.-]{1,40}://(?<name>[^\\s:@/?#"\'<>`\\\\,\\[]{0,100}):(?<secret>[^\\s"\'<>`\\\\/]{1,200})@(?=[A-Za-z0-9_.*%$\\[{<-])',
    accepts: ({ secret }) => isPassword(secret),
    remedy,
    runbook,
  }),
  shaped({
    id: 'url-token',
    title: 'Token in a URL',
    keywords: ['://'],
    encodedAs: [],
    anchor: 'scheme',
    pattern: '(?<name>[A-Za-z][A-Za-z0-9+.-]{1,40})://(?<secret>[^\\s:@/?#"\'<>`\\\\,]{4,200})@(?=[A-Za-z0-9_.*%\\[-])',
    accepts: ({ name, secret }) => !isPlaceholder(secret) && isUserToken(name.toLowerCase(), secret),
    remedy,
    runbook,
  }),
];

function isPassword(secret: string): boolean {
  return !isPlaceholder(secret) && !/^(?:pass(?:word|wd)?|pwd|pw|\.+)$/i.test(secret);
}

/** For NATS, a lone userinfo is a token (nats.io, "Token authentication"); elsewhere it is a user unless it looks random. */
function isUserToken(scheme: string, userInfo: string): boolean {
  if (/^(?:nats|tls|natss|nats\+\w+)$/.test(scheme)) return !/^(?:token|user|username|nats)$/i.test(userInfo);
  return userInfo.length >= 20 && /[0-9]/.test(userInfo) && entropy(userInfo) >= 3.3;
}
