import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';
import { isMonotonous } from '../value/placeholder.js';

const runbook = 'docs/leak-rules.md#private-keys';

/** Private keys in text armour: RFC 7468, OpenSSH's PROTOCOL.key, RFC 9580 (PGP). */
export const privateKeys: readonly LeakRule[] = [
  shaped({
    id: 'private-key',
    title: 'Private key',
    keywords: ['-----BEGIN '],
    inWord: true,
    // Line ends may be real, escaped once or twice, or a break between quoted lines; header lines such as Proc-Type may follow.
    pattern:
      '-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\\\{1,4}[rn]|[^A-Za-z0-9-]){1,40}(?:[A-Z][A-Za-z-]{2,20}: [^\\r\\n\\\\]{1,80}(?:[\\s"\'+,]|\\\\{1,4}[rn]){1,20}){0,4}(?<secret>[A-Za-z0-9+/=]{16})',
    goesOn: /[A-Za-z0-9+/=\s\\"',]/,
    accepts: ({ secret }) => !isMonotonous(secret),
    remedy:
      'Make a new key pair, withdraw the old one everywhere, and keep the new one in a file that only its user reads.',
    runbook,
  }),
  shaped({
    id: 'putty-private-key',
    title: 'PuTTY private key',
    keywords: ['PuTTY-User-Key-File-'],
    pattern: 'PuTTY-User-Key-File-[23]: [^\\r\\n]{1,80}\\r?\\n',
    goesOn: /[\s\x20-\x7e]/,
    accepts: () => true,
    remedy: 'Make a new key pair and withdraw the old one everywhere.',
    runbook,
  }),
  shaped({
    id: 'wireguard-key',
    title: 'WireGuard private or preshared key',
    keywords: ['PrivateKey', 'PresharedKey'],
    pattern: '(?:PrivateKey|PresharedKey)[ \\t]{0,8}=[ \\t]{0,8}(?<secret>[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])',
    bits: 3.5,
    remedy: 'Make a new key with `wg genkey` and give its public half to the peers.',
    runbook,
  }),
];
