import type { Finding } from '../finding.js';
import type { Surface } from '../leaks/model.js';
import { leakRules } from '../leaks/scanner.js';
import { surfaceOf } from '../leakWatch/files/selection.js';
import type { ProcessSighting } from '../leakWatch/processes/sweep.js';
import type { FileLeak, Unread } from './files.js';

/** A leak as a finding; what is more than in others is for programs. */
export interface LeakFinding extends Finding {
  /** Id of the rule that found it. */
  readonly rule: string;
  readonly fingerprint?: string;
}

/**
 * How a leak is known again. `shared`: by its value under a key that several machines have. `machine`: by its value under
 * the key of one machine, which is for acceptances there, not for baselines. `occurrence`: by its number in its file.
 */
export type Identity = 'shared' | 'machine' | 'occurrence';

const surfaceTexts: Readonly<Record<Surface, Pick<Finding, 'code' | 'severity' | 'why'>>> = {
  cmdline: { code: 'leak-cmdline', severity: 'error', why: 'every user of the machine can read it with ps(1)' },
  environ: { code: 'leak-environ', severity: 'warning', why: 'children inherit it, and the same user can read it' },
  config: { code: 'leak-config', severity: 'warning', why: 'who has the file, a copy or its history can use it' },
  code: { code: 'leak-code', severity: 'warning', why: 'who has the code, a copy or its history can use it' },
  log: { code: 'leak-log', severity: 'error', why: 'logs are copied, shipped and read by many, and kept for long' },
};

/** `agent.log`, and what rotation makes of it, such as `agent.log.1`. */
const logName = /\.log(?:[.-][\w.-]*)?$/;

function surfaceOfFile(file: string): Surface {
  return logName.test(file) ? 'log' : surfaceOf(file);
}

const rules = new Map(leakRules.map((rule) => [rule.id, rule]));

/** A credential that stands in a file. Nothing of it is in the finding. */
export function leakFinding(leak: FileLeak, identity: Identity): LeakFinding {
  const { file, line, column } = leak;
  const fingerprint = identity === 'occurrence' ? '' : leak.fingerprint;
  const rule = rules.get(leak.rule);
  return {
    ...surfaceTexts[surfaceOfFile(file)],
    risk: 'H',
    place: { kind: 'file', file, line, column },
    message: `${rule?.title ?? 'a credential'} (\`${leak.rule}\`)${distinction(leak, identity)}`,
    remedy: remedyOf(leak.rule, identity === 'machine' ? fingerprint : ''),
    rule: leak.rule,
    ...(fingerprint === '' ? {} : { fingerprint }),
  };
}

/** A credential that a process shows. */
export function processFinding(sighting: ProcessSighting, identity: Identity): LeakFinding {
  const { surface, rule: id, place, where } = sighting;
  const fingerprint = identity === 'occurrence' ? '' : sighting.fingerprint;
  const rule = rules.get(id);
  return {
    ...surfaceTexts[surface],
    risk: 'H',
    place,
    message: `${rule?.title ?? 'a credential'} (\`${id}\`) in ${where}`,
    remedy: remedyOf(id, fingerprint),
    rule: id,
    ...(fingerprint === '' ? {} : { fingerprint }),
  };
}

function remedyOf(id: string, fingerprint: string): string {
  const rule = rules.get(id);
  const mend = rule === undefined ? 'Move it out, and renew it.' : `${rule.remedy} See ${rule.runbook}.`;
  return fingerprint === '' ? mend : `${mend} To put up with it for a time: --accept ${fingerprint}`;
}

/** What tells leaks of one rule in one file apart, also on another machine and after lines were added above. */
function distinction({ fingerprint, occurrence }: FileLeak, identity: Identity): string {
  if (identity === 'shared') return `, fingerprint ${fingerprint}`;
  return occurrence > 1 ? `, number ${occurrence} in this file` : '';
}

/** A file or folder that nobody has looked through: it is not clean. */
export function unreadFinding({ path, named, reason }: Unread): Finding {
  return {
    code: 'leak-unread',
    risk: 'H',
    severity: named ? 'error' : 'warning',
    place: { kind: 'file', file: path, line: 1, column: 1 },
    message: `not looked through: ${reason}`,
    why: 'nobody knows whether it holds credentials',
    remedy: 'correct the path, run the scan as a user that may read it, or exclude it',
  };
}
