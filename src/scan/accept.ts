import { readFile } from 'node:fs/promises';
import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { dayOf } from '../check/baseline/apply.js';
import { formatFindings } from '../document/report.js';
import { isLeakRule } from '../leaks/scanner.js';
import type { AcceptedLeak } from '../leakWatch/acceptance/entry.js';
import { readAcceptances } from '../leakWatch/acceptance/read.js';
import { redacted } from '../redaction/redacted.js';
import type { Settings } from '../settings.js';
import { systemCode } from '../systemCode.js';
import { ScanRefused } from './refused.js';
import { replaceFile } from './replaceFile.js';
import type { ScanRequest } from './request.js';

const header = '# Leaks that are accepted for now. Each counts again when its day is over.\n';

/** Accepts a leak as a command line asks, in the file that the settings name. `now` is Unix time in milliseconds. */
export async function acceptLeak(
  { accept: fingerprint = '', until = '', reason = '' }: Pick<ScanRequest, 'accept' | 'until' | 'reason'>,
  { leaks }: Pick<Settings, 'leaks'>,
  now: number,
): Promise<void> {
  const acceptance = { fingerprint, until, reason };
  refuseUnusable(acceptance, now);
  if (leaks.acceptedFile === undefined) {
    throw new ScanRefused('name a file for accepted leaks first: `leaks.accepted_file` in the settings');
  }
  await writeAcceptance(leaks.acceptedFile, acceptance);
}

/** In the place of an earlier one of the same fingerprint; comments and all other entries stay. */
async function writeAcceptance(file: string, acceptance: AcceptedLeak): Promise<void> {
  const text = await textOf(file);
  const { findings } = readAcceptances(file, text, isLeakRule);
  if (findings.length > 0) throw new ScanRefused(`mend the file first\n${formatFindings(findings)}`);
  const document: Document = parseDocument(text, { version: '1.2' });
  document.contents ??= document.createNode([]);
  const list = document.contents;
  if (!isSeq(list)) throw new ScanRefused(`${file} holds no list`);
  withoutFingerprint(list, acceptance.fingerprint);
  list.add(document.createNode({ ...acceptance }));
  // An empty list may stand there as `[]`.
  list.flow = false;
  await replaceFile(file, document.toString({ lineWidth: 0 }));
}

function refuseUnusable({ fingerprint, until, reason }: AcceptedLeak, now: number): void {
  if (!/^[0-9a-f]{16}$/.test(fingerprint)) {
    throw new ScanRefused('a fingerprint has 16 hexadecimal digits, as `scan secrets --config` prints them');
  }
  const day = Date.parse(`${until}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(day) || dayOf(day) !== until) {
    throw new ScanRefused('--until takes the last day on which the leak is accepted, as YYYY-MM-DD');
  }
  if (until < dayOf(now)) throw new ScanRefused(`${until} is over`);
  if (reason.trim() === '') throw new ScanRefused('--reason takes the reason why the leak is put up with');
  if (redacted(reason) !== reason) throw new ScanRefused('the reason holds a credential itself');
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return header;
    throw new ScanRefused(`${file} cannot be read`, { cause: error });
  }
}

function withoutFingerprint(list: YAMLSeq, fingerprint: string): void {
  list.items = list.items.filter((entry) => !isMap(entry) || entry.get('fingerprint') !== fingerprint);
}
