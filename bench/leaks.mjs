/** How fast credentials are looked for, what leaks cost, how it stands beside ripgrep, and what is found where nothing is. */

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { leakLog } from './leak-log.mjs';
import { row } from './report.mjs';
import { workplace } from './workplace.mjs';

const run = promisify(execFile);
const logBytes = 52e6;
const rounds = 5;
/** As the log tail reads. */
const pieceBytes = 1 << 18;
/** Logs from as many seeds: a gigabyte. */
const quietLogs = 20;

/** @param {import('./context.mjs').Context} context */
export async function leaks(context) {
  const { createScanner, leakRules } = await import(context.moduleUrl('leaks/scanner.js'));
  const scanner = createScanner();
  const quiet = leakLog({ bytes: logBytes, seed: 1 });
  const leaky = leakLog({ bytes: logBytes, seed: 2, leaksPerMegabyte: 20 });
  const folder = await workplace(context.defer);
  const [logFile, patternFile] = [join(folder, 'agents.log'), join(folder, 'patterns')];
  await writeFile(logFile, quiet.log);
  await writeFile(patternFile, `${leakRules.flatMap(patternsOf).join('\n')}\n`);

  const best = { quiet: 0, leaky: 0, wall: 0, ripgrep: 0 };
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    best.quiet = Math.max(best.quiet, rateOf(scanner, quiet.log).rate);
    best.wall = Math.max(best.wall, quiet.log.length / 1000 / (performance.now() - began));
    const { rate, count } = rateOf(scanner, leaky.log);
    best.leaky = Math.max(best.leaky, rate);
    found = count;
    best.ripgrep = Math.max(best.ripgrep, await ripgrepRate(patternFile, logFile, quiet.log.length));
    context.say(`round ${round + 1} of ${rounds}`);
  }
  const falseFindings = falseOnes(scanner, context);
  const part = 'leaks';
  const beside =
    best.ripgrep === 0
      ? {}
      : { theirs: best.ripgrep, against: 'rg -j1, tokens and assignments alone', aim: { atLeast: 1 / 3 } };
  return [
    row({ part, figure: 'MB of log a CPU second, one thread', unit: '/s', ours: best.quiet, aim: { atLeast: 200 } }),
    row({
      part,
      figure: 'share of that with 20 leaks per MB',
      unit: '',
      ours: best.leaky / best.quiet,
      aim: { atLeast: 0.8 },
    }),
    row({ part, figure: 'share of planted leaks found', unit: '', ours: found / leaky.leaks, aim: { atLeast: 1 } }),
    row({
      part,
      figure: 'MB of log a second',
      unit: '/s',
      ours: best.wall,
      ...beside,
      note: 'best of each; the machine may be shared',
    }),
    row({
      part,
      figure: `findings in ${quietLogs * 52} MB without leaks`,
      unit: '',
      ours: falseFindings,
      aim: { atMost: 0 },
    }),
  ];
}

/** Megabytes a second of this thread's CPU, in pieces that overlap by the window. */
function rateOf(scanner, log) {
  const before = process.cpuUsage();
  let count = 0;
  for (let from = 0; from < log.length; from += pieceBytes) {
    const first = Math.max(0, from - scanner.window);
    const piece = log.subarray(first, from + pieceBytes + scanner.window);
    for (const { start } of scanner.scan(piece, 'text', from - first)) {
      if (first + start < from + pieceBytes) count++;
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { rate: log.length / (user + system), count };
}

/** @param {import('./context.mjs').Context} context */
function falseOnes(scanner, context) {
  let count = 0;
  for (let seed = 100; seed < 100 + quietLogs; seed++) {
    count += rateOf(scanner, leakLog({ bytes: logBytes, seed }).log).count;
    context.say(`${seed - 99} of ${quietLogs} logs without leaks: ${count} findings`);
  }
  return count;
}

/** 0 where there is no ripgrep. */
async function ripgrepRate(patternFile, logFile, bytes) {
  const began = performance.now();
  try {
    await run('rg', [
      '-j1',
      '--no-unicode',
      '--text',
      '--count',
      '--no-config',
      '--dfa-size-limit=1G',
      '-f',
      patternFile,
      logFile,
    ]);
  } catch (error) {
    // 1 says that nothing matches.
    if (error.code === 'ENOENT') return 0;
    if (error.code !== 1) throw new Error(`rg does not take the patterns: ${String(error.stderr).slice(-400)}`);
  }
  return bytes / 1000 / (performance.now() - began);
}

/**
 * What a rule looks for, for ripgrep: tokens by their prefix, and assignments. It has no look-around and goes by lines; the
 * other rules and long repetitions make it a hundred times slower, so it is spared them, and asks less than the scanner.
 */
function patternsOf({ keywords, anyCase, followedBy, reading }) {
  if (reading.by === 'assignment') {
    const value = '["\']?[^\\s,;&"\'`()<>{}\\[\\]|]{8}';
    return [`(?i)(?:${keywords.join('|')})[A-Za-z0-9_.-]{0,8}["'\\]]{0,2}[ \\t]{0,8}(?:=>|:=|=|:)[ \\t]{0,8}${value}`];
  }
  if (anyCase || followedBy === 0) return [];
  const lookAround = /\(\?(?:!|=|<!|<=)(?:\[(?:\\.|[^\]])*\]|\\.|[^()\\[]|\([^()]*\))*\)/g;
  const pattern = reading.pattern.replaceAll(lookAround, '').replaceAll(/\(\?<\w+>/g, '(?:');
  return [pattern.replaceAll(/\{(\d+),(\d+)\}/g, (bounds, least, most) => (Number(most) > 8 ? `{${least}}` : bounds))];
}
