/** Codes of what is wrong in start-up files, settings and baselines themselves, before any audit looks at the fleet. */
export const startupCodes: readonly string[] = [
  ...['file-unreadable', 'yaml-syntax', 'yaml-limit', 'duplicate-key', 'too-many-findings'],
  ...['wrong-type', 'missing-key', 'unknown-key', 'invalid-value', 'out-of-range', 'port-out-of-range'],
  ...['duplicate-agent', 'no-agents', 'variable-unset', 'port-variable-unset'],
  ...['global-settings-missing', 'settings-outside-global'],
  ...['unknown-machine', 'duplicate-machine', 'invalid-schedule'],
  ...['baseline-expired', 'baseline-unmatched'],
];
