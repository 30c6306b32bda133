/**
 * Reads a project for adoption once and says what it took, as JSON. The order comes on the standard input, the module
 * that carries it out as the argument.
 */

import { text } from 'node:stream/consumers';

const order = JSON.parse(await text(process.stdin));
const { readOnce } = await import(process.argv[2]);
const began = performance.now();
const { states } = await readOnce(order);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage();
const adopted = [...states.values()].filter((state) => state === 'adopted').length;
process.stdout.write(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, adopted }));
