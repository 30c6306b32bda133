import type { LeakRule } from '../rule.js';
import { looksSecret } from '../value/looksSecret.js';

const common = {
  anyCase: true,
  anchor: 'name',
  inWord: true,
  followedBy: 0,
  exact: false,
  runbook: 'docs/leak-rules.md#passwords-and-secrets-in-settings',
} as const;

/** What a name calls a credential: `NATS_PASSWORD=`, `"client_secret":`, `password: `, `--password x`. */
export const assignments: readonly LeakRule[] = [
  {
    ...common,
    id: 'password',
    title: 'Password',
    reading: { by: 'assignment', of: 'password' },
    keywords: ['pass', 'pwd'],
    encodedAs: ['password', 'passwd'],
    remedy: 'Change the password, and hand it over in a file: `*_FILE`, `LoadCredential=` of systemd, `/run/secrets`.',
    accepts: (match) => match.assignment !== undefined && looksSecret('password', match.secret, match.assignment),
  },
  {
    ...common,
    id: 'secret',
    title: 'Secret or token',
    reading: { by: 'assignment', of: 'secret' },
    keywords: ['secret', 'token', 'key', 'auth', 'credential', 'seed', 'crumb', 'signature', '_pat', '-pat', 'webhook'],
    encodedAs: ['secret', 'token', 'api_key', 'apikey', 'access_key', 'credential'],
    remedy: 'Replace the secret, and hand it over in a file: `*_FILE`, `LoadCredential=` of systemd, `/run/secrets`.',
    accepts: (match) => match.assignment !== undefined && looksSecret('secret', match.secret, match.assignment),
  },
];
