import { posix } from 'node:path';
import { betweenCommas, childrenOf, dottedName, type Node, plainString, textOf } from './nodes.js';

/** Deepest expression that is followed; paths are made in fewer steps. */
const maximumDepth = 32;

/** PATH_MAX of linux/limits.h, in characters. */
const maximumLength = 4096;

/** What an expression is read with: the text, the file it stands in, and the paths that variables hold. */
export interface PathContext {
  readonly text: string;
  readonly file: string;
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * The path that an expression of `os.path` or `pathlib` gives, as `Path(__file__).resolve().parents[2]` does. Nothing
 * is looked up and nothing is run; what is not understood is `undefined`.
 */
export function readPath(context: PathContext, node: Node, depth = 0): string | undefined {
  if (depth > maximumDepth) return undefined;
  const children = childrenOf(node);
  const read = (child: Node | undefined): string | undefined =>
    child === undefined ? undefined : readPath(context, child, depth + 1);
  switch (node.name) {
    case 'String':
      return plainString(context.text, node);
    case 'VariableName': {
      const name = textOf(context.text, node);
      return name === '__file__' ? context.file : context.variables.get(name);
    }
    case 'ParenthesizedExpression':
      return read(children[1]);
    case 'BinaryExpression': {
      const [left, operator, right] = [read(children[0]), children[1], read(children[2])];
      if (left === undefined || right === undefined || operator === undefined) return undefined;
      const sign = textOf(context.text, operator);
      return sign === '/' ? join([left, right]) : sign === '+' ? bounded(left + right) : undefined;
    }
    case 'MemberExpression':
      return readAttribute(context, node, read);
    case 'CallExpression':
      return readCall(context, node, read);
    default:
      return undefined;
  }
}

type Read = (child: Node | undefined) => string | undefined;

/** `path.parent`, `path.parents[1]`, `os.pardir`. */
function readAttribute(context: PathContext, node: Node, read: Read): string | undefined {
  const dotted = dottedName(context.text, node);
  if (dotted?.join('.') === 'os.pardir' || dotted?.join('.') === 'os.path.pardir') return '..';
  const [object, , property] = childrenOf(node);
  if (property?.name === 'PropertyName') {
    return textOf(context.text, property) === 'parent' ? parentOf(read(object), 1) : undefined;
  }
  const index = property?.name === 'Number' ? Number(textOf(context.text, property)) : Number.NaN;
  const [path, , parents] = object?.name === 'MemberExpression' ? childrenOf(object) : [];
  if (parents === undefined || textOf(context.text, parents) !== 'parents' || !(index < maximumDepth)) return undefined;
  return parentOf(read(path), index + 1);
}

const unchanging = new Set(['str', 'fspath', 'Path', 'PurePath', 'PosixPath', 'PurePosixPath', 'as_posix', '__str__']);
const normalizing = new Set(['abspath', 'realpath', 'normpath', 'resolve', 'absolute']);

function readCall(context: PathContext, node: Node, read: Read): string | undefined {
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) return undefined;
  const last = callee.name === 'MemberExpression' ? callee.lastChild : callee;
  const name = last === null ? '' : textOf(context.text, last);
  const values = betweenCommas(childrenOf(list))
    .filter((item) => item.length === 1)
    .map((item) => read(item[0]));
  // A method of a path goes on from its object, a function of a module from its first argument.
  const object = callee.name === 'MemberExpression' ? read(callee.firstChild ?? undefined) : undefined;
  const parts = object === undefined ? values : [object, ...values];
  const [first] = parts;
  if (first === undefined) return undefined;
  if (unchanging.has(name)) return parts.every((part) => part !== undefined) ? join(parts) : undefined;
  if (normalizing.has(name)) return normalized(first);
  if (name === 'dirname') return posix.dirname(first);
  if (name === 'join' || name === 'joinpath')
    return parts.every((part) => part !== undefined) ? join(parts) : undefined;
  return undefined;
}

/** An absolute part begins anew, as in `os.path.join` and in pathlib. */
function join(parts: readonly string[]): string | undefined {
  return bounded(parts.reduce((path, part) => (part.startsWith('/') || path === '' ? part : `${path}/${part}`), ''));
}

/** A text that adds a path to itself over and over is not followed. */
function bounded(path: string): string | undefined {
  return path.length > maximumLength ? undefined : path;
}

function normalized(path: string): string {
  const plain = posix.normalize(path);
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain;
}

function parentOf(path: string | undefined, levels: number): string | undefined {
  let at = path;
  for (let level = 0; level < levels && at !== undefined; level += 1) at = posix.dirname(at);
  return at;
}
