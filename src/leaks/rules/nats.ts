import { hasNkeyChecksum } from '../checksum/nkey.js';
import type { LeakRule } from '../rule.js';
import { shaped } from '../shaped.js';

const runbook = 'docs/leak-rules.md#nats-credentials';
const remedy =
  'Revoke the user in its account with `nsc`, make a new one, and name its file with the option for .creds files.';

/** NATS nkeys (nats-io/nkeys): base32 of a prefix byte, 32 bytes of seed, and a CRC-16. */
export const nats: readonly LeakRule[] = [
  shaped({
    id: 'nats-nkey-seed',
    title: 'NATS nkey seed',
    prefix: 'S',
    keywords: ['SUA', 'SAA', 'SOA', 'SNA', 'SCA', 'SXA'],
    followedBy: 55,
    pattern: '(?<secret>S[ACNOUX]A[A-Z2-7]{55})(?![A-Za-z0-9])',
    accepts: ({ secret }) => hasNkeyChecksum(secret),
    remedy,
    runbook,
  }),
  shaped({
    id: 'nats-creds',
    title: 'Seed in a NATS .creds file',
    keywords: ['NKEY SEED-----'],
    inWord: true,
    pattern: 'NKEY SEED-----(?:\\s|\\\\[rn]){1,8}(?<secret>S[A-Z2-7]{40,60})',
    bits: 3,
    remedy,
    runbook,
  }),
];
