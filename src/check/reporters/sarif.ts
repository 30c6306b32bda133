import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, Severity } from '../../finding.js';
import { version } from '../../version.js';
import { lastingMessage } from '../baseline/entry.js';
import type { AcceptedFinding } from '../report.js';
import type { Printed } from './printed.js';

const levels: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * Static Analysis Results Interchange Format 2.1.0 (OASIS), as code hosts read it. What a baseline accepts is in it as
 * suppressed.
 */
export function sarifReport({ findings, accepted }: Printed): string {
  const all = [...findings, ...accepted.map(({ finding }) => finding)];
  const rules = [...new Map(all.map((finding) => [finding.code, finding])).values()];
  const indexOf = new Map(rules.map(({ code }, index) => [code, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'fleetwatch', semanticVersion: version, rules: rules.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => result(finding, indexOf.get(finding.code))),
          ...accepted.map((each) => ({
            ...result(each.finding, indexOf.get(each.finding.code)),
            suppressions: [suppression(each)],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule({ code, risk, why, remedy }: Finding) {
  return {
    id: code,
    shortDescription: { text: code.replaceAll('-', ' ') },
    fullDescription: { text: why },
    help: { text: remedy },
    properties: { tags: [`risk-${risk}`] },
  };
}

function result(finding: Finding, ruleIndex: number | undefined) {
  const { code, severity, message, remedy, risk, machine, agent } = finding;
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: `${message}. ${remedy}.` },
    locations: locations(finding),
    partialFingerprints: { 'fleetwatch/v1': fingerprint(finding) },
    properties: { risk, ...(machine === undefined ? {} : { machine }), ...(agent === undefined ? {} : { agent }) },
  };
}

function locations({ place }: Finding) {
  if (place.kind === 'process') return [];
  const { file, line, column } = place;
  const uri = isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/');
  return [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column } } }];
}

/** The same for the same thing wrong, also after lines were added above it. */
function fingerprint({ code, machine = '', agent = '', message }: Finding): string {
  return createHash('sha256')
    .update([code, machine, agent, lastingMessage(message)].join('\n'))
    .digest('hex');
}

function suppression({ until, reason }: AcceptedFinding) {
  return { kind: 'external', status: 'accepted', justification: `${reason} (until ${until})` };
}
