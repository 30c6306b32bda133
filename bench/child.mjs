/** Programs that the bench starts, each ended by its own pid. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between SIGTERM and SIGKILL. */
const graceMilliseconds = 5000;
/** Longest time to an answer: listening on 10,000 addresses takes a few seconds. */
const answerMilliseconds = 60_000;
/** Of what a program says on its standard error, this much is kept to explain its end, in characters. */
const keptCharacters = 2000;

/**
 * Starts a program that ends with the scope.
 *
 * @param {import('./scope.mjs').Defer} defer
 * @param {string} program
 * @param {readonly string[]} commandLine
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function start(defer, program, commandLine, options = {}) {
  const child = spawn(program, commandLine, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-keptCharacters);
  });
  const ended = once(child, 'exit');
  ended.catch(() => undefined);
  await once(child, 'spawn');
  defer(async () => {
    if (!isRunning(child)) return;
    child.kill('SIGTERM');
    // A stopped process takes no SIGTERM until it goes on.
    child.kill('SIGCONT');
    const late = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
    await ended;
    clearTimeout(late);
  });
  return { child, pid: child.pid, said: () => said };
}

/**
 * Waits until the program is ready. Rejects when it ends before, or after `seconds`.
 *
 * @param {Awaited<ReturnType<typeof start>>} program
 * @param {() => Promise<boolean>} isReady
 */
export async function untilReady({ child, said }, isReady, seconds = 60) {
  const deadline = performance.now() + seconds * 1000;
  while (!(await isReady().catch(() => false))) {
    if (!isRunning(child)) throw new Error(`${child.spawnfile} ended before it was ready\n${said()}`);
    if (performance.now() > deadline) throw new Error(`${child.spawnfile} is not ready after ${seconds} s\n${said()}`);
    await delay(50);
  }
}

/** Sends a message to a child with an IPC channel and gives its answer. Rejects when it ends before, or after 60 s. */
export async function ask({ child, said }, question) {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(answerMilliseconds)]);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error(`${child.spawnargs.join(' ')} ended before it answered\n${said()}`);
  });
  try {
    if (!isRunning(child)) throw new Error(`${child.spawnargs.join(' ')} has ended\n${said()}`);
    const answer = once(child, 'message', { signal });
    child.send(question);
    return (await Promise.race([answer, ended]))[0];
  } finally {
    ended.catch(() => undefined);
    over.abort();
  }
}

function isRunning(child) {
  return child.exitCode === null && child.signalCode === null;
}
