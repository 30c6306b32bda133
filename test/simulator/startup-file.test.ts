import { describe, expect, it } from 'vitest';
import { agentsOf, readStartupFile, StartupFileError } from '../../src/simulator/startup-file.js';

const machine = { name: 'm', address: '127.0.0.1', startupFile: '/none/startup.yaml', projectRoot: '/srv/fleet' };
const entry = 'script_path: agents/a.py, port: 7000, health_check_port: 8000';

describe('agentsOf', () => {
  it('reads agents nested in groups', () => {
    const text = `
global_settings: { environment: { LEVEL: INFO, DEPTH: 3 } }
agent_groups:
  core:
    Clock: { ${entry}, dependencies: [Hub], env_vars: { LEVEL: DEBUG } }
`;
    expect(agentsOf(text, machine)).toEqual([
      {
        machine: 'm',
        name: 'Clock',
        group: 'core',
        script: '/srv/fleet/agents/a.py',
        port: 7000,
        healthPort: 8000,
        dependencies: ['Hub'],
        environment: { LEVEL: 'DEBUG', DEPTH: '3' },
      },
    ]);
  });

  it.each([
    ['the only list', `some_services: [{ name: Clock, ${entry} }]`, undefined],
    ['the list that is named', `others: [1]\nsome_services: [{ name: Clock, ${entry} }]`, 'some_services'],
  ])('reads %s', (_title, text, listKey) => {
    const agents = agentsOf(text, listKey === undefined ? machine : { ...machine, listKey });
    expect(agents).toMatchObject([{ name: 'Clock', group: 'some_services', dependencies: [], environment: {} }]);
  });

  it.each([
    ['no agents', 'a: 1', 'expected agent_groups or one list of agents, found 0 lists'],
    ['two lists', 'a: []\nb: []', 'expected agent_groups or one list of agents, found 2 lists'],
    ['a port in words', 'a: [{ name: A, script_path: a.py, port: "7000" }]', 'A.port is not a port number'],
    ['no script', 'agent_groups: { g: { A: { port: 1 } } }', 'A.script_path is not a string'],
    ['an agent without a name', 'a: [{ port: 1 }]', 'a[0].name is not a string'],
    ['not a mapping', '- 1', 'the file is not a mapping'],
  ])('refuses %s', (_title, text, message) => {
    expect(() => agentsOf(text, machine)).toThrow(message);
  });
});

describe('readStartupFile', () => {
  it('names the file it cannot read', async () => {
    await expect(readStartupFile(machine)).rejects.toThrow(StartupFileError);
    await expect(readStartupFile(machine)).rejects.toThrow('/none/startup.yaml: ENOENT');
  });
});
