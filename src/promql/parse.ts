import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** A query as a tree, and the first place at which it is none. */
export interface ParsedQuery {
  readonly text: string;
  /** The outermost expression; absent where the text has errors. */
  readonly root: SyntaxNode | undefined;
  readonly errors: readonly SyntaxProblem[];
}

export interface SyntaxProblem {
  /** Offset in the text, in UTF-16 code units. */
  readonly offset: number;
  readonly message: string;
}

/** The parser is recursive: a chain of operators of twice this length overflows its stack. */
const charactersAtMost = 10_000;

/**
 * Parses PromQL. The grammar is that of Prometheus' own editor, and knows no types: see `typeProblems` for those.
 */
export function parsePromql(text: string): ParsedQuery {
  if (text.length > charactersAtMost) {
    const message = `it is longer than ${charactersAtMost} characters`;
    return { text, root: undefined, errors: [{ offset: charactersAtMost, message }] };
  }
  const tree = parser.parse(text);
  const errors = errorsIn(tree, text);
  const root = errors.length === 0 ? outermost(tree) : undefined;
  return { text, root, errors };
}

/** The text that a node stands for. */
export function textOf({ text }: ParsedQuery, node: SyntaxNode): string {
  return text.slice(node.from, node.to);
}

/** Children of a node, comments apart. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

function outermost(tree: Tree): SyntaxNode | undefined {
  return childrenOf(tree.topNode).at(0);
}

function errorsIn(tree: Tree, text: string): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  tree.iterate({
    enter: (node) => {
      const literal = node.name === 'StringLiteral' ? text.slice(node.from, node.to) : undefined;
      if (literal !== undefined && !isClosed(literal)) {
        problems.push({ offset: node.from, message: 'this string is not closed' });
      }
      if (node.type.isError) problems.push(problemAt(text, node.from, node.to));
    },
  });
  // The parser recovers and stumbles on: the first place is the one to mend.
  return problems.slice(0, 1);
}

/** The grammar takes the end of the text for the end of a string. */
function isClosed(literal: string): boolean {
  return /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)$/s.test(literal);
}

function problemAt(text: string, from: number, to: number): SyntaxProblem {
  if (text.trim() === '') return { offset: 0, message: 'there is no expression' };
  const rest = text.slice(from).trimStart();
  const offset = text.length - rest.length;
  if (rest === '') return { offset: text.trimEnd().length, message: 'the expression ends too early' };
  const found = to > from ? text.slice(from, to).trim() : (/^(\w+|.)/.exec(rest)?.[0] ?? '');
  return { offset: from === to ? offset : from, message: `\`${found.slice(0, 40)}\` cannot stand here` };
}
