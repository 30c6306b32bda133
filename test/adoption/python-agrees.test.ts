import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const fixtures = join(import.meta.dirname, '../fixtures/adoption');

/**
 * Runs the scripts of a directory of fixtures as Python does and prints, for each, the classes of the object whose
 * `run` is called; nothing for one that calls none, and the name of the exception for one that fails.
 */
const program = `
import os, runpy, sys

def classes_of_run(script):
    seen = []
    def profile(frame, event, _):
        if event == 'call' and frame.f_code.co_name == 'run' and 'self' in frame.f_locals:
            seen.append(' > '.join(f'{k.__module__}.{k.__name__}' for k in type(frame.f_locals['self']).__mro__))
    sys.setprofile(profile)
    try:
        runpy.run_path(script, run_name='__main__')
    except SystemExit:
        pass
    except Exception as error:
        return type(error).__name__
    finally:
        sys.setprofile(None)
    return seen[-1] if seen else ''

root, path, modules = sys.argv[1], list(sys.path), set(sys.modules)
for name in sorted(os.listdir(root)):
    for directory, _, files in os.walk(os.path.join(root, name)):
        if 'agent.py' not in files:
            continue
        sys.path[:] = [directory, *path, os.path.join(root, name)]
        for module in set(sys.modules) - modules:
            del sys.modules[module]
        print(name, classes_of_run(os.path.join(directory, 'agent.py')), sep='\\t')
`;

it('fixtures are adopted and legacy where Python says so', async () => {
  const { stdout } = await promisify(execFile)('python3', ['-B', '-c', program, fixtures]);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(answers.map(([name]) => name)).toEqual(readdirSync(fixtures).sort());
  const wrong = answers.filter(([name = '', classes = '']) => {
    // A base class in the script itself is shared with no other agent.
    const isBased = /(?<!__main__)\.BaseAgent\b/.test(classes);
    if (name === 'adopted-without-main') return classes !== '';
    if (name.startsWith('adopted-')) return !isBased;
    return name.startsWith('legacy-') && (isBased || /Error/.test(classes));
  });
  expect(wrong).toEqual([]);
  // Python up to 3.11.3 has a ValueError for a null byte.
  const refusals = ['SyntaxError', 'IndentationError', 'ValueError'];
  const refused = answers.filter(([, classes = '']) => refusals.includes(classes));
  expect(refused.map(([name]) => name)).toEqual([
    'unknown-broken-base',
    'unknown-misindented',
    'unknown-not-utf8',
    'unknown-null-byte',
    'unknown-python-two',
    'unknown-syntax-error',
  ]);
});
