import { describe, expect, it } from 'vitest';
import { isPython, scriptOf } from '../../src/processes/pythonCommand.js';

describe('scriptOf', () => {
  it.each<{ command: string; script: string | undefined }>([
    { command: 'python3 /srv/a.py', script: '/srv/a.py' },
    { command: '/usr/bin/python3.11 a.py --port 1', script: 'a.py' },
    { command: 'python3 -u -B /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 -X dev -W ignore /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 -Xdev -Wignore::UserWarning /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 -uW ignore /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 --check-hash-based-pycs always /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 -OO -- /srv/a.py', script: '/srv/a.py' },
    { command: 'python3 /srv/tool.py /srv/a.py', script: '/srv/tool.py' },
    { command: 'python3 -m pytest /srv/a.py', script: undefined },
    { command: 'python3 -um agents.a', script: undefined },
    { command: 'python3 -c pass /srv/a.py', script: undefined },
    { command: 'python3 -Ic pass', script: undefined },
    { command: 'python3 - /srv/a.py', script: undefined },
    { command: 'python3', script: undefined },
    { command: 'python3 -W', script: undefined },
    { command: 'python3 --', script: undefined },
  ])('of `$command` is $script', ({ command, script }) => {
    expect(scriptOf(command.split(' '))).toBe(script);
  });
});

describe('isPython', () => {
  it.each<[boolean, string[]]>([
    [true, ['python3', '/srv/a.py']],
    [true, ['/opt/venv/bin/python3.11', '/srv/a.py']],
    [true, ['pypy3', '/srv/a.py']],
    [false, ['vim', '/srv/a.py']],
    [false, ['timeout', '60', 'python3', '/srv/a.py']],
    [false, ['sh', '-c', 'python3 /srv/a.py']],
    [false, ['ffmpeg', '-i', 'python.mp4']],
    [false, []],
  ])('is %s for %j', (is, argv) => {
    expect(isPython(argv)).toBe(is);
  });
});
