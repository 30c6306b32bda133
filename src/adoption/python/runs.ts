import { betweenCommas, childrenOf, dottedName, type Node, type Piece, walk } from './nodes.js';
import type { Run } from './outline.js';

/** Nodes of one statement that are looked at; only data that is generated is larger. */
const maximumNodes = 50_000;

/** What a piece of code calls and passes on, and the definitions and imports inside of it, which it does not run. */
export interface Inside {
  readonly runs: readonly Run[];
  readonly definitions: readonly Node[];
}

/** Walks through a statement or a body. A class definition in it is not entered; a function is, as it is run from there. */
export function lookInside({ text, node }: Piece): Inside {
  const runs = new Map<string, Run>();
  const definitions: Node[] = [];
  walk(node, maximumNodes, (at) => {
    if (at.name === 'CallExpression') {
      for (const run of runsOfCall(text, at.node)) runs.set(`${run.how} ${run.path.join('.')}`, run);
    }
    const isClass = at.name === 'ClassDefinition';
    if (isClass || at.name === 'ImportStatement') definitions.push(at.node);
    return isClass ? 'skip' : 'enter';
  });
  return { runs: [...runs.values()], definitions };
}

function runsOfCall(text: string, call: Node): Run[] {
  const [callee, list] = childrenOf(call);
  const path = callee === undefined ? undefined : dottedName(text, callee);
  const called: Run[] = path === undefined ? [] : [{ path, how: 'called' }];
  if (list?.name !== 'ArgList') return called;
  const passed = betweenCommas(childrenOf(list)).flatMap((item): Run[] => {
    const value = item.at(-1);
    const name = value === undefined ? undefined : dottedName(text, value);
    return name === undefined ? [] : [{ path: name, how: 'passed' }];
  });
  return [...called, ...passed];
}
