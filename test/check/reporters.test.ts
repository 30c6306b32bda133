import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/check/report.js';
import { type Format, reporters } from '../../src/check/reporters/formats.js';
import type { Finding } from '../../src/finding.js';

const finding: Finding = {
  code: 'port-twice',
  risk: 'C',
  severity: 'error',
  place: { kind: 'file', file: 'fleets/a b,c.yaml', line: 14, column: 26 },
  message: '100% of `A`: port, line 3',
  why: 'one of them fails',
  remedy: 'move one',
  machine: 'm',
  agent: 'A',
};

const report: CheckReport = {
  findings: [
    finding,
    { ...finding, code: 'script-missing', risk: 'A', severity: 'warning', message: 'two\r\nlines' },
    { ...finding, severity: 'info', place: { kind: 'process', pid: 12, startTimeTicks: 5 } },
  ],
  accepted: [{ finding: { ...finding, message: 'accepted' }, until: '2026-12-01', reason: 'it moves' }],
  tables: [{ title: 'ports', rows: [['m', 'all used']] }],
  machines: 1,
  agents: 2,
  notAudited: ['other'],
};

const empty: CheckReport = { findings: [], accepted: [], tables: [], machines: 1, agents: 1, notAudited: [] };

describe('the text report', () => {
  it('closes with one line', () => {
    expect(reporters.text(report)).toMatch(
      /\n\nports {2}m {2}all used\n\n2 agents on 1 machine: 1 error, 1 warning, 1 info; 1 accepted by the baseline; not audited: other\n$/,
    );
    expect(reporters.text(empty)).toBe('1 agent on 1 machine: 0 errors, 0 warnings, 0 infos\n');
  });
});

describe('the report for GitHub', () => {
  it('escapes what would end a command', () => {
    expect(reporters.github(report).split('\n')).toEqual([
      '::error file=fleets/a b%2Cc.yaml,line=14,col=26,title=port-twice (risk C)::100%25 of `A`: port, line 3%0Amove one',
      '::warning file=fleets/a b%2Cc.yaml,line=14,col=26,title=script-missing (risk A)::two%0D%0Alines%0Amove one',
      '::notice title=port-twice (risk C)::100%25 of `A`: port, line 3%0Amove one',
      expect.stringMatching(/^2 agents on 1 machine/),
      '',
    ]);
  });
});

describe('the JSON report', () => {
  it('holds everything', () => {
    expect(JSON.parse(reporters.json(report))).toMatchObject({
      findings: [
        { code: 'port-twice', risk: 'C', file: 'fleets/a b,c.yaml', line: 14, column: 26, machine: 'm', agent: 'A' },
        { code: 'script-missing', severity: 'warning' },
        { pid: 12 },
      ],
      accepted: [{ message: 'accepted', until: '2026-12-01', reason: 'it moves' }],
      tables: [{ title: 'ports', rows: [['m', 'all used']] }],
      summary: { machines: 1, agents: 2, not_audited: ['other'], error: 1, warning: 1, info: 1, accepted: 1 },
    });
  });
});

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };

/** What SARIF 2.1.0 asks of the parts of a log that are used here (OASIS, sections 3.13 to 3.35). */
const sarifSchema = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            additionalProperties: false,
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                additionalProperties: false,
                properties: {
                  name: { type: 'string' },
                  semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      additionalProperties: false,
                      properties: {
                        id: { type: 'string' },
                        shortDescription: text,
                        fullDescription: text,
                        help: text,
                        properties: { type: 'object' },
                      },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message'],
              additionalProperties: false,
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: text,
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
                properties: { type: 'object' },
                suppressions: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['kind'],
                    additionalProperties: false,
                    properties: {
                      kind: { enum: ['inSource', 'external'] },
                      status: { enum: ['accepted', 'underReview', 'rejected'] },
                      justification: { type: 'string' },
                    },
                  },
                },
                locations: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        additionalProperties: false,
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            properties: { uri: { type: 'string', pattern: '^[^ \\\\]+$' } },
                          },
                          region: {
                            type: 'object',
                            additionalProperties: false,
                            properties: {
                              startLine: { type: 'integer', minimum: 1 },
                              startColumn: { type: 'integer', minimum: 1 },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('the SARIF report', () => {
  const log = JSON.parse(reporters.sarif(report));
  const [{ results, tool }] = log.runs;

  it('has the form of SARIF 2.1.0, also where there is nothing to report', () => {
    const isSarif = new Ajv2020({ allErrors: true, strict: false }).compile(sarifSchema);
    for (const each of [log, JSON.parse(reporters.sarif(empty))]) {
      isSarif(each);
      expect(isSarif.errors).toBeNull();
    }
  });

  it('points from each result to its rule', () => {
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(tool.driver.rules).toHaveLength(2);
  });

  it('knows the same thing wrong again when lines have moved', () => {
    const moved = { ...finding, message: finding.message.replace('line 3', 'line 44') };
    const [first, second, other] = [finding, moved, { ...finding, agent: 'B' }].map((each) => {
      const { runs } = JSON.parse(reporters.sarif({ ...empty, findings: [each] }));
      return runs[0].results[0].partialFingerprints['fleetwatch/v1'];
    });
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  it('suppresses what the baseline accepts', () => {
    expect(results.at(-1).suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'it moves (until 2026-12-01)' },
    ]);
  });

  it('writes places as URIs', () => {
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'fleets/a%20b%2Cc.yaml' },
      region: { startLine: 14, startColumn: 26 },
    });
    const absolute = {
      ...finding,
      place: { ...finding.place, kind: 'file' as const, file: '/a b.yaml', line: 1, column: 1 },
    };
    const { runs } = JSON.parse(reporters.sarif({ ...empty, findings: [absolute] }));
    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('file:///a%20b.yaml');
  });
});

it.each<Format>(['text', 'json', 'sarif', 'github'])('%s ends with the end of a line', (format) => {
  expect(reporters[format](report)).toMatch(/[^\n]\n$/);
});
