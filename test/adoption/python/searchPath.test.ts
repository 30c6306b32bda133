import { describe, expect, it } from 'vitest';
import { outlined } from './outline.js';

/** For a script at /project/agents/deep/agent.py. */
const inserted: readonly (readonly [string, string | undefined])[] = [
  ["os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))", '/project'],
  ['os.path.dirname(os.path.dirname(os.path.abspath(__file__)))', '/project/agents'],
  ['path.dirname(path.dirname(path.dirname(path.realpath(__file__))))', '/project'],
  ["os.path.normpath(os.path.join(os.path.abspath(__file__), os.pardir, '..', 'lib'))", '/project/agents/lib'],
  ["os.path.abspath(__file__ + '/../../..')", '/project'],
  ['str(Path(__file__).resolve().parents[2])', '/project'],
  ['str(Path(__file__).parent.parent)', '/project/agents'],
  ["Path(__file__).absolute().parent.joinpath('lib').as_posix()", '/project/agents/deep/lib'],
  ["str(pathlib.Path(__file__).resolve().parent / 'a' / 'b')", '/project/agents/deep/a/b'],
  ["'/opt/fleet'", '/opt/fleet'],
  ["os.path.join(os.path.dirname(__file__), '/opt/fleet')", '/opt/fleet'],
  ["'lib'", undefined],
  ['os.getcwd()', undefined],
  ["os.environ['ROOT']", undefined],
  ['str(Path(__file__).parents[n])', undefined],
  ["f'{ROOT}/lib'", undefined],
];

describe('directories added to sys.path', () => {
  it.each(inserted)('sys.path.insert(0, %s)', (expression, directory) => {
    const { searchFirst } = outlined(`sys.path.insert(0, ${expression})`);
    expect(searchFirst.map((path) => new URL(path, 'file:///').pathname)).toEqual(directory ? [directory] : []);
  });

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ["sys.path.insert(0, '/a')\nsys.path.insert(0, '/b')", ['/b', '/a'], []],
    ["sys.path.append('/a')\nsys.path.append('/b')", [], ['/a', '/b']],
    ["sys.path.extend(['/a', x, '/b'])", [], ['/a', '/b']],
    ["sys.path += ['/a']", [], ['/a']],
    ["ROOT = Path('/a')\nLIB = ROOT / 'lib'\nif LIB not in sys.path: sys.path.insert(0, str(LIB))", ['/a/lib'], []],
    ["ROOT = '/a'\nROOT = found()\nsys.path.insert(0, ROOT)", [], []],
    ["def f(): sys.path.insert(0, '/a')", [], []],
    [`x = '/a'\n${'x = x + x\n'.repeat(64)}sys.path.insert(0, x)`, [], []],
  ])('%j', (text, first, last) => {
    const { searchFirst, searchLast } = outlined(text);
    expect([searchFirst, searchLast]).toEqual([first, last]);
  });
});
