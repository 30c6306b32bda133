import { describe, expect, it } from 'vitest';
import { type PortsArguments, portsCommand } from '../../src/cli/ports.js';
import { auditFixtures, root } from './checking.js';

async function ports(given: Partial<PortsArguments>, width = 80, colours = false) {
  const problems: string[] = [];
  let output = '';
  const code = await portsCommand(
    { files: [`${auditFixtures}/port-derived-twice.bad.yaml`], free: 0, fixPlan: false, json: false, ...given },
    {
      ...{ workingDirectory: root, environment: {}, width, colours },
      write: (text) => {
        output += text;
      },
      problem: (line) => problems.push(line),
    },
  );
  return { code, output, problems };
}

const free = '.'.repeat(50);

describe('fleetwatch ports', () => {
  it('draws the range, lists collisions, proposes ports and a plan', async () => {
    const { code, output } = await ports({ free: 2, fixPlan: true });
    expect(output).toBe(`\
port-derived-twice.bad: 5 ports used, 3996 free of 5000-9000; largest free block 6003-9000 (2998 ports)
 5000  :${'.'.repeat(49)}
 5250  ${free}
 5500  ${free}
 5750  ${free}
 6000  !${'.'.repeat(49)}
${[6250, 6500, 6750, 7000, 7250, 7500, 7750, 8000, 8250, 8500, 8750].map((port) => ` ${port}  ${free}\n`).join('')} 9000  .
       . free  : partly used  # used  ! collision (each mark 5 ports)
collisions: 1
  6001  health_check_port of Planner, http_health of Registry
free for 2 of 2 agents more:
  port 5001, health_check_port 5003
  port 5005, health_check_port 5006
fix plan: 1 port to change, no fewer would do
  test/fixtures/audits/port-derived-twice.bad.yaml:14:26: Planner health_check_port 6001 -> 6003
`);
    expect(code).toBe(1);
  });

  it.each([
    [200, 100],
    [80, 50],
    [40, 25],
    [30, 20],
    [10, 10],
  ])('on %i columns has %i marks a row', async (width, marks) => {
    const { output } = await ports({}, width);
    expect(output.split('\n')[1]).toHaveLength(7 + marks);
  });

  it('colours marks where it is asked to, and nothing else', async () => {
    const { output } = await ports({}, 80, true);
    expect(output).toContain('\u001b[31m!\u001b[39m');
    const plain = ['\u001b[31m', '\u001b[32m', '\u001b[39m'].reduce((text, code) => text.replaceAll(code, ''), output);
    expect(plain).toBe((await ports({})).output);
  });

  it('gives programs the same', async () => {
    const { output } = await ports({ free: 1, fixPlan: true, json: true });
    expect(JSON.parse(output)).toEqual({
      machines: [
        {
          machine: 'port-derived-twice.bad',
          range: { first: 5000, last: 9000 },
          used: 5,
          free: 3996,
          largest_free: { first: 6003, last: 9000 },
          collisions: [{ port: 6001, claims: ['health_check_port of Planner', 'http_health of Registry'] }],
          outside: [],
          proposals: [{ port: 5001, health_check_port: 5003 }],
          fix_plan: {
            is_smallest: true,
            changes: [
              {
                ...{ agent: 'Planner', key: 'health_check_port', from: 6001, to: 6003 },
                ...{ file: `${auditFixtures}/port-derived-twice.bad.yaml`, line: 14, column: 26 },
              },
            ],
          },
        },
      ],
    });
  });

  it('is clean where nothing collides', async () => {
    const { code, output } = await ports({ files: [`${auditFixtures}/fleet.good.yaml`], fixPlan: true });
    expect(output).toContain('fix plan: nothing to change, no two ports collide');
    expect(code).toBe(0);
  });

  it.each([
    [[], 'name start-up files, or a settings file with --config'],
    [['nowhere.yaml'], /^cannot use the start-up files\nnowhere\.yaml:1:1: error: cannot read the file/],
  ])('refuses the files %j', async (files, problem) => {
    const { code, problems } = await ports({ files });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(code).toBe(2);
  });
});
