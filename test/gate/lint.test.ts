import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledKnowledge } from '../../src/cli/gateLint.js';
import { formatPlace } from '../../src/finding.js';
import { lintGate } from '../../src/gate/lint/lint.js';
import { readGateSource } from '../../src/gate/source.js';

const folder = 'test/gate/fixtures';
const knowledge = await bundledKnowledge();

async function lint(name: string) {
  const { source, findings } = await readGateSource(join(folder, name));
  return source === undefined ? findings : lintGate(source, knowledge);
}

/** What is wrong with a file, its place in it, and words of the message. */
const expected: Record<string, [code: string, place: string, message: RegExp][]> = {
  'gate-syntax.bad.yaml': [['gate-syntax', '6:43', /ends too early/]],
  'gate-syntax-type.bad.yaml': [['gate-syntax', '6:13', /`rate` takes a range/]],
  'gate-metric-unknown.bad.yaml': [['gate-metric-unknown', '6:17', /did you mean `fleet_agent_up`/]],
  'gate-metric-unknown-recorded.bad.yaml': [
    ['gate-metric-unknown', '6:13', /did you mean `agent:fleet_agent_verdict:known`/],
  ],
  'gate-metric-foreign.bad.yaml': [['gate-metric-foreign', '6:17', /my_requests/]],
  'gate-label-unknown.bad.yaml': [['gate-label-unknown', '6:32', /`agnet`, did you mean `agent`/]],
  'gate-condition-impossible.bad.yaml': [['gate-condition-impossible', '7:16', /`> 1`.* between 0 and 1/]],
  'gate-condition-impossible-count.bad.yaml': [
    ['gate-condition-impossible', '7:16', /between 1 and Infinity/],
    ['gate-silence', '6:13', /counts what it finds/],
  ],
  'gate-condition-impossible-counter.bad.yaml': [['gate-condition-impossible', '7:16', /between 0 and Infinity/]],
  'gate-condition-always.bad.yaml': [['gate-condition-always', '7:16', /every value fulfils `<= 1`/]],
  'gate-silence.bad.yaml': [['gate-silence', '6:13', /leaves series out/]],
  'gate-silence-count.bad.yaml': [['gate-silence', '6:13', /finds nothing/]],
  'gate-silence-absent.bad.yaml': [['gate-silence', '6:13', /leaves series out/]],
  'gate-baseline-shape.bad.yaml': [['gate-baseline-shape', '6:13', /several series/]],
  'gate-parameter.bad.yaml': [['gate-parameter', '6:12', /`machin`/]],
  'gate-limits.bad.yaml': [['gate-limits', '4:5', /`failure_limit`/]],
  'gate-query-twice.bad.yaml': [['gate-query-twice', '12:9', /`one`/]],
  'empty.bad.yaml': [['invalid-value', '3:10', /fewer than 1/]],
  'lax.bad.yaml': [
    ['missing-key', '4:5', /lacks `on_nan`/],
    ['invalid-value', '7:16', /must match pattern/],
    ['invalid-value', '9:17', /must be one of fail, inconclusive/],
  ],
  'places.bad.yaml': [
    ['gate-syntax', '9:10', /`=`/],
    ['gate-syntax', '20:10', /`=`/],
    ['gate-syntax', '28:50', /`=`/],
    ['gate-syntax', '36:55', /`=`/],
    ['gate-syntax', '45:10', /`=`/],
  ],
  'everything.good.yaml': [],
  'runbook.good.yaml': [],
};

describe('gate lint', () => {
  it('has an expectation for each fixture', () => {
    expect(readdirSync(folder).sort()).toStrictEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s', async (name, wanted) => {
    const found = await lint(name);
    const places = found.map(({ code, place }) => [code, formatPlace(place).replace(`${join(folder, name)}:`, '')]);
    expect(places.sort()).toStrictEqual(wanted.map(([code, place]) => [code, place]).sort());
    for (const [code, , message] of wanted) {
      expect(found.filter((finding) => finding.code === code).map((finding) => finding.message)).toContainEqual(
        expect.stringMatching(message),
      );
    }
  });
});
