import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';

const common = {
  remedy: 'Change the password: who has its hash can guess it offline.',
  runbook: 'docs/leak-rules.md#password-hashes',
  inWord: true,
} as const;

/** What crypt(5) and Kerberos make of passwords. They can be tried offline without anybody noticing. */
export const passwordHashes: readonly LeakRule[] = [
  shaped({
    id: 'password-hash',
    title: 'Hash of a password',
    keywords: ['$1$', '$5$', '$6$', '$8$', '$2a$', '$2b$', '$2y$', '$y$', '$argon2'],
    pattern:
      '\\$(?:2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}|1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}|5\\$(?:rounds=[0-9]{1,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}|6\\$(?:rounds=[0-9]{1,9}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}|8\\$[./A-Za-z0-9]{14}\\$[./A-Za-z0-9]{43}|y\\$[./A-Za-z0-9]{1,6}\\$[./A-Za-z0-9]{1,86}\\$[./A-Za-z0-9]{43}|argon2(?:id|i|d)\\$[A-Za-z0-9=,$+/]{30,200})(?![./A-Za-z0-9])',
    bits: 3,
    ...common,
    accepts: () => true,
  }),
  shaped({
    id: 'kerberos-hash',
    title: 'Kerberos ticket that can be cracked',
    keywords: ['$krb5asrep$', '$krb5tgs$'],
    pattern: '\\$krb5(?:asrep|tgs)\\$[0-9]{1,2}\\$[^\\s"\']{40,500}',
    goesOn: /[0-9a-fA-F]/,
    ...common,
    accepts: () => true,
  }),
];
