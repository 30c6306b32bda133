import { fileURLToPath } from 'node:url';
import type { Program } from './order.js';

/** What `fleetwatch` stands for in a command of a runbook: this very program. */
export const ownProgram: Program = [process.execPath, fileURLToPath(new URL('../../cli/main.js', import.meta.url))];
