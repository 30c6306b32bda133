import { meaningOf, readAssignment, stringList } from './assignments.js';
import { readClass } from './classes.js';
import { type Condition, readCondition } from './conditions.js';
import { bind, type Draft, deeper, guarded, type Surroundings } from './draft.js';
import { readImport } from './imports.js';
import { childrenOf, type Node, textOf } from './nodes.js';
import type { Guard } from './outline.js';
import { readPath } from './paths.js';
import { lookInside } from './runs.js';
import { readSearchPathCall, readSearchPathUpdate, type SearchPathChange } from './searchPath.js';

/** Python itself refuses more levels of indentation (MAXINDENT of its tokenizer). */
const maximumDepth = 100;

type AddStatement = (draft: Draft, node: Node, around: Surroundings) => void;

/** What is done with each kind of statement; the others bind and run nothing that matters. */
const readers: Readonly<Record<string, AddStatement>> = {
  AssignStatement: addAssignment,
  Body: addAll,
  ClassDefinition: (draft, node, around) => addClass(draft, node, around, undefined),
  DecoratedStatement: addAll,
  ExpressionStatement: addExpression,
  ForStatement: addCompound,
  FunctionDefinition: addFunction,
  IfStatement: addIf,
  ImportStatement: addImport,
  MatchBody: addAll,
  MatchClause: (draft, node, around) => addAll(draft, node, guarded(around, 'either')),
  MatchStatement: addAll,
  StatementGroup: addAll,
  TryStatement: addTry,
  UpdateStatement: addUpdate,
  WhileStatement: addCompound,
  WithStatement: addCompound,
};

/** Adds what a statement of a module binds and runs, and what the statements inside of it do. */
export function addStatement(draft: Draft, node: Node, around: Surroundings): void {
  if (around.depth <= maximumDepth) readers[node.name]?.(draft, node, around);
}

function addAll(draft: Draft, node: Node, around: Surroundings): void {
  for (const child of childrenOf(node)) addStatement(draft, child, deeper(around));
}

/** `with`, `for` and `while`: their bodies run like the lines around them. */
function addCompound(draft: Draft, node: Node, around: Surroundings): void {
  for (const child of childrenOf(node)) {
    if (child.name === 'Body') addStatement(draft, child, deeper(around));
    else addRuns(draft, child, around);
  }
}

function addExpression(draft: Draft, node: Node, around: Surroundings): void {
  // `__all__.extend(…)`
  if (around.text.startsWith('__all__', node.from)) draft.exported = undefined;
  addChange(draft, readSearchPathCall({ ...draft, text: around.text }, node));
  addRuns(draft, node, around);
}

function addUpdate(draft: Draft, node: Node, around: Surroundings): void {
  if (around.text.startsWith('__all__', node.from)) draft.exported = undefined;
  addChange(draft, readSearchPathUpdate({ ...draft, text: around.text }, node));
}

function addIf(draft: Draft, node: Node, around: Surroundings): void {
  let condition: Condition = 'open';
  // Once a condition holds for sure, the branches behind it never run.
  let settled = false;
  for (const child of childrenOf(node)) {
    if (child.name === 'Body') {
      const isMain = condition === 'main';
      const guard = condition === 'open' ? 'either' : isMain ? 'local' : 'always';
      if (condition !== 'false' && !settled) {
        addStatement(draft, child, { ...guarded(around, guard), main: around.main || isMain });
      }
      settled ||= condition === 'true';
    } else if (child.name === 'if' || child.name === 'elif') {
      condition = 'open';
    } else if (child.name === 'else') {
      condition = condition === 'false' ? 'true' : 'open';
    } else {
      condition = readCondition(around.text, child);
      addRuns(draft, child, around);
    }
  }
}

function addTry(draft: Draft, node: Node, around: Surroundings): void {
  let guard: Guard = 'tried';
  for (const child of childrenOf(node)) {
    if (child.name === 'except') guard = 'rescue';
    else if (child.name === 'else') guard = 'tried';
    else if (child.name === 'finally') guard = 'always';
    else if (child.name === 'Body') addStatement(draft, child, guarded(around, guard));
  }
}

function addImport(draft: Draft, node: Node, around: Surroundings): void {
  const { names, star } = readImport({ text: around.text, node });
  for (const { name, meaning } of names) bind(draft, name, meaning, node, around);
  if (star !== undefined) draft.stars.push({ module: star, before: draft.bindings.length });
}

function addClass(draft: Draft, node: Node, around: Surroundings, outer: number | undefined): void {
  const { name, bases } = readClass({ text: around.text, node }, around.spotOf);
  if (name === '') return;
  const index = draft.classes.length;
  const before = around.guard === 'local' ? Number.MAX_SAFE_INTEGER : draft.bindings.length;
  draft.classes.push({ name, outer, bases, before, spot: around.spotOf(node.from) });
  const body = around.depth > maximumDepth ? undefined : childrenOf(node).find((child) => child.name === 'Body');
  for (const child of body === undefined ? [] : childrenOf(body)) {
    const inner = child.name === 'DecoratedStatement' ? child.lastChild : child;
    if (inner?.name === 'ClassDefinition') addClass(draft, inner, deeper(around), index);
  }
  // The name is bound once the body has run: in there it may still mean another class.
  if (outer === undefined) bind(draft, name, { kind: 'class', index }, node, around);
}

function addFunction(draft: Draft, node: Node, around: Surroundings): void {
  const children = childrenOf(node);
  const name = children.find((child) => child.name === 'VariableName');
  const body = children.find((child) => child.name === 'Body');
  if (name === undefined || body === undefined) return;
  const { runs, definitions } = lookInside({ text: around.text, node: body });
  bind(draft, textOf(around.text, name), { kind: 'function', runs }, node, around);
  for (const definition of definitions) addStatement(draft, definition, guarded(around, 'local'));
}

function addAssignment(draft: Draft, node: Node, around: Surroundings): void {
  const { text } = around;
  for (const { name, target, value } of readAssignment(node)(text)) {
    if (name === '__all__') draft.exported = stringList(text, value);
    const path = readPath({ ...draft, text }, value);
    if (path === undefined) draft.variables.delete(name);
    else draft.variables.set(name, path);
    const meaning = meaningOf({ text, node: value }, name);
    if (meaning !== undefined) bind(draft, name, meaning, target, around);
  }
  addRuns(draft, node, around);
}

function addRuns(draft: Draft, node: Node, around: Surroundings): void {
  const { runs } = lookInside({ text: around.text, node });
  (around.main ? draft.mainRuns : draft.moduleRuns).push(...runs);
}

function addChange(draft: Draft, change: SearchPathChange | undefined): void {
  if (change !== undefined) draft.changes.push(change);
}
