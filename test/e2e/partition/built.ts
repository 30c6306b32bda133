import { join } from 'node:path';
import { program, root } from '../stackView.js';

/** The program as it is built, or another build of it. */
export const built = process.env.FLEETWATCH_PROGRAM ?? program;

/** Where the servers are found. */
export const toolsOptions = {
  directory: join(root, '.fleetwatch/tools'),
  path: process.env.PATH ?? '',
  print: () => undefined,
};
