import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';
import { isPlaceholder } from '../value/placeholder.js';

const common = {
  encodedAs: [],
  exact: false,
  remedy: 'Change the password, and read it from a file instead of writing it into a program.',
  runbook: 'docs/leak-rules.md#passwords-and-secrets-in-settings',
  accepts: ({ secret }: { secret: string }) => !isPlaceholder(secret),
} as const;

/** Places where user and password stand side by side, without the password's name. */
export const calls: readonly LeakRule[] = [
  shaped({
    ...common,
    id: 'dotnet-credential',
    title: 'Password in a .NET credential',
    keywords: ['NetworkCredential', 'DirectoryEntry'],
    inWord: true,
    pattern:
      '(?:NetworkCredential|DirectoryEntry\\(\\s{0,12}"[^"]{1,100}"\\s{0,4},)\\(?\\s{0,12}"[^"]{1,100}"\\s{0,4},\\s{0,12}"(?<secret>[^"\\r\\n]{4,100})"',
  }),
  shaped({
    ...common,
    id: 'block-credential',
    title: 'Password in a block of credentials',
    keywords: ['username '],
    pattern:
      'username\\s{1,8}["\'][^"\'\\r\\n]{1,80}["\']\\s{1,40}password\\s{1,8}["\'](?<secret>[^"\'\\r\\n]{3,100})["\']',
  }),
  shaped({
    ...common,
    id: 'netrc-password',
    title: 'Password in a netrc file',
    keywords: ['machine '],
    pattern:
      'machine\\s{1,8}[\\w.-]{1,100}\\s{1,8}login\\s{1,8}[^\\s"\']{1,100}\\s{1,8}password\\s{1,8}(?<secret>[^\\s"\']{3,100})',
  }),
  shaped({
    ...common,
    id: 'told-password',
    title: 'Password told in a sentence',
    keywords: ['password for '],
    anyCase: true,
    pattern:
      'password for (?:the )?user ["\'`][^"\'`\\r\\n]{1,60}["\'`] is ["\'`](?<secret>[^"\'`\\r\\n]{4,100})["\'`]',
  }),
  shaped({
    ...common,
    id: 'passin-argument',
    title: 'Passphrase on the command line of openssl',
    keywords: ['-passin', '-passout', '-pass'],
    inWord: true,
    pattern: '-pass(?:in|out)?(?:[ \\t]|\\0)"?pass:(?<secret>[^\\s\\0"\']{3,100})',
  }),
  shaped({
    ...common,
    id: 'redis-directive',
    title: 'Password in the configuration of Redis',
    keywords: ['requirepass ', 'masterauth '],
    pattern: '(?:requirepass|masterauth)[ \\t]{1,4}"?(?<secret>[^\\s"\']{4,120})',
  }),
];
