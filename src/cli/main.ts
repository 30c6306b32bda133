#!/usr/bin/env -S node --max-semi-space-size=4
import { fleetwatchProgram } from './program.js';
import { guardTerminal } from './terminal.js';

guardTerminal();

await fleetwatchProgram().parseAsync();
