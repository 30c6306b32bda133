import type { Audit } from '../audit.js';
import { pathCodes } from './findings.js';
import { type AuditedScripts, auditScripts } from './scripts.js';

/** Risk A: is every script where its agent's `script_path` says, seen from the project root and from nowhere else? */
export const pathsAudit: Audit = {
  name: 'paths',
  risk: 'A',
  codes: pathCodes,
  // It names each script; that of adoption only counts them.
  covers: ['adoption-script-missing'],
  audit: async (context) => {
    const audited = await Promise.all(context.machines.map((machine) => auditScripts(machine, context)));
    return {
      findings: audited.flatMap(({ findings }) => findings),
      tables: [{ title: 'scripts', rows: tally(audited) }],
    };
  },
};

/** `54 of 54 found` for each machine, and for all where there are several. */
function tally(audited: readonly AuditedScripts[]): string[][] {
  const rows = audited.map(({ machine, found }) => ({
    name: machine.name,
    found: found?.size,
    of: machine.agents.length,
  }));
  const looked = rows.flatMap(({ found, of }) => (found === undefined ? [] : { found, of }));
  const all = {
    name: 'all',
    found: looked.reduce((sum, { found }) => sum + found, 0),
    of: looked.reduce((sum, { of }) => sum + of, 0),
  };
  return (looked.length > 1 ? [...rows, all] : rows).map(({ name, found, of }) => [
    name,
    found === undefined ? 'not looked for' : `${found} of ${of} found`,
  ]);
}
