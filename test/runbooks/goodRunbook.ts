import { readFileSync } from 'node:fs';

/** The text of a runbook that uses every key there is. */
export const goodRunbook = readFileSync('test/fixtures/runbooks/every-key.good.yaml', 'utf8');
