/** Addresses and ports of this machine alone: everything in 127.0.0.0/8 is loopback on Linux. */

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which Linux takes ports for outgoing connections, which begins at 32768 (ip(7)). */
const lowestPort = 10_000;
const highestPort = 30_000;
const attempts = 50;

/** One free port of 127.0.0.1. */
export function freePort() {
  return freePorts('127.0.0.1', 1);
}

/**
 * The first of `count` consecutive ports that are free on an address.
 *
 * @param {string} address
 * @param {number} count
 */
export async function freePorts(address, count) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const first = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort - count));
    if (await areFree(address, first, count)) return first;
  }
  throw new Error(`${address} has no ${count} consecutive free ports between ${lowestPort} and ${highestPort}`);
}

/** A second number of 127.x.0.0/16 for a fleet of its own. */
export function someNetwork() {
  return 64 + Math.floor(Math.random() * 128);
}

/**
 * The address of an agent of such a fleet, one for each index up to 63,000.
 *
 * @param {number} network
 * @param {number} index
 */
export function addressIn(network, index) {
  return `127.${network}.${Math.floor(index / 250)}.${1 + (index % 250)}`;
}

async function areFree(address, first, count) {
  for (let port = first; port < first + count; port++) if (!(await isFree(address, port))) return false;
  return true;
}

async function isFree(address, port) {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
