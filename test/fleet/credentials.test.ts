// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references as start-up files write them
import { describe, expect, test } from 'vitest';
import { formatFindings } from '../../src/document/report.js';
import { parseStartupFile } from '../../src/fleet/read.js';

const canary = 'hunter2-canary';

/** One agent with `lines` added, at the indentation of its keys. */
function agentWith(...lines: string[]): string {
  const keys = ['script_path: agents/a.py', 'port: 7200', 'health_check_port: 8200', ...lines];
  return `global_settings:\nagent_groups:\n  core:\n    A:\n${keys.map((line) => `      ${line}\n`).join('')}`;
}

const agent = agentWith();
const listed = 'script_path: a.py, port: 7200, health_check_port: 8200';

/** Texts with a credential in a place where it, or its neighbour, is a mistake. */
const texts: [what: string, text: string][] = [
  ['env_vars as text', agentWith(`env_vars: ${canary}`)],
  ['env_vars as list', agentWith(`env_vars: [${canary}]`)],
  ['list in env_vars', agentWith(`env_vars: { API_KEY: [${canary}] }`)],
  ['mapping in env_vars', agentWith(`env_vars: { API_KEY: { value: ${canary} } }`)],
  ['harmless name in env_vars', agentWith(`env_vars: { port: [${canary}] }`)],
  ['config as text', agentWith(`config: ${canary}`)],
  ['config as list', agentWith(`config: [${canary}]`)],
  ['command_args as mapping', agentWith(`command_args: { key: ${canary} }`)],
  ['list in command_args', agentWith(`command_args: [[${canary}]]`)],
  ['command_args as boolean', agentWith('command_args: yes', `env_vars: [${canary}]`)],
  ['mistyped env_vars', agentWith(`env_var: ${canary}`)],
  ['key of an agent', agentWith(`api_key: ${canary}`)],
  ['key of a group, by indentation', `${agent}    API_KEY: ${canary}\n`],
  ['group, by indentation', `${agent}  API_KEY: ${canary}\n`],
  ['top level', `API_KEY: ${canary}\n${agent}`],
  ['env_vars in a list', `demo_services:\n  - { name: A, ${listed}, env_vars: ${canary} }\n`],
  ['config in a list', `demo_services:\n  - { name: A, ${listed}, config: [${canary}] }\n`],
  ['entry of a list', `demo_services:\n  - ${canary}\n`],
  ['list as text', `demo_services: ${canary}\n`],
  ['environment of an older layout', `environment: ${canary}\n${agent}`],
  ['list in environment', `environment: { API_KEY: [${canary}] }\n${agent}`],
  ['global environment', `global_settings: { environment: ${canary} }\n`],
  ['global settings', `global_settings: ${canary}\n`],
  ['volumes', `global_settings: { volumes: ${canary} }\n`],
  ['whole file', canary],
  ['unclosed quote', agentWith(`env_vars: { API_KEY: "${canary} }`)],
  ['bad escape', agentWith(`env_vars: { API_KEY: "\\q${canary}" }`)],
  ['reserved character', agentWith(`env_vars: { API_KEY: @${canary} }`)],
  ['mapping in a line', agentWith(`env_vars: API_KEY: ${canary}`)],
  ['tag', agentWith(`env_vars: { API_KEY: !${canary} x }`)],
  ['alias', agentWith(`env_vars: { API_KEY: *${canary} }`)],
  ['tab', agentWith('env_vars:', `\tAPI_KEY: ${canary}`)],
  ['after the end', `${agent}...\n${canary} ${canary}\n`],
  ['key twice', agentWith(`env_vars: { API_KEY: ${canary}, API_KEY: ${canary} }`)],
  ['number', agentWith(`env_vars: { API_KEY: x, API_KEY: ${canary} }`)],
];

describe('no finding quotes what may be a credential', () => {
  test.each(texts)('%s', (_, text) => {
    const { findings } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: {} });
    expect(findings.filter(({ severity }) => severity !== 'info').length).toBeGreaterThan(0);
    expect(formatFindings(findings)).not.toContain(canary);
    expect(JSON.stringify(findings)).not.toContain(canary);
  });

  test.each([
    ['a port', agentWith('dependencies: ["${API_KEY}/"]')],
    ['a dependency', agent.replace('7200', '"${API_KEY}"')],
    ['a script', agent.replace('agents/a.py', '["${API_KEY}"]')],
    ['a flag', agentWith('required: "${API_KEY}"')],
  ])('a variable that holds one, in %s', (_, text) => {
    const { findings } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, {
      variables: { API_KEY: canary },
    });
    expect(findings.map(({ severity }) => severity)).toEqual(['error']);
    expect(JSON.stringify(findings)).not.toContain(canary);
  });
});

test('a harmless value is quoted, as it is written', () => {
  const text = agentWith('required: "${FLAG}"').replace('7200', '"7200"');
  const { findings } = parseStartupFile({ name: 'alpha', startupFile: 'f' }, text, { variables: { FLAG: 'yes' } });
  expect(findings.map(({ message }) => message)).toEqual([
    '`agent_groups.core.A.port` must be an integer, found a string ("7200")',
    '`agent_groups.core.A.required` must be a boolean, found a string ("${FLAG}")',
  ]);
});
