import { marked, type Token, type Tokens } from 'marked';
import type { Document } from './documents.js';

/** A command that a document shows. */
export interface ShownCommand {
  readonly file: string;
  readonly line: number;
  /** As words, after quotes and comments. */
  readonly words: readonly string[];
  /** `block`: to be copied whole. `inline`: the name of a command in a sentence, perhaps without all of its arguments. */
  readonly shown: 'block' | 'inline';
}

const shells = new Set(['sh', 'bash', 'console']);

/** Commands in code blocks for a shell, and code in sentences that begins as one does. */
export function commandsIn(document: Document): ShownCommand[] {
  const found: ShownCommand[] = [];
  let from = 0;
  for (const token of marked.lexer(document.text)) {
    collect(token, lineAt(document.text, from));
    from += token.raw.length;
  }
  return found;

  function collect(token: Token, line: number): void {
    if (isCode(token)) {
      if (!shells.has(token.lang ?? '')) return;
      add(token.text, line + 1, 'block');
    } else if (token.type === 'codespan') add(token.text, line, 'inline');
    else for (const inner of innerOf(token)) collect(inner, line);
  }

  function add(text: string, line: number, shown: ShownCommand['shown']): void {
    for (const { line: below, words } of simpleCommands(text)) {
      if (!/^(fleetwatch|npx|npm|node)$/.test(words[0] ?? '')) continue;
      found.push({ file: document.file, line: line + below - 1, words, shown });
    }
  }
}

/** The words behind `fleetwatch`, however it is called; nothing where another program is. `npm start` is `up`. */
export function fleetwatchWords([first, second, ...rest]: readonly string[]): readonly string[] | undefined {
  if (first === 'fleetwatch') return second === undefined ? [] : [second, ...rest];
  if (first === 'npx' && second === 'fleetwatch') return rest;
  if (first === 'node' && second === 'dist/cli/main.js') return rest;
  return first === 'npm' && second === 'start' ? ['up', ...rest.slice(1)] : undefined;
}

function isCode(token: Token): token is Tokens.Code {
  return token.type === 'code';
}

function innerOf(token: Token): readonly Token[] {
  if (token.type === 'table') {
    const { header, rows }: { header: Tokens.TableCell[]; rows: Tokens.TableCell[][] } = { ...emptyTable, ...token };
    return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
  }
  if (token.type === 'list' && 'items' in token && Array.isArray(token.items)) return token.items;
  return 'tokens' in token ? (token.tokens ?? []) : [];
}

const emptyTable = { header: [], rows: [] };

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * What a shell would run of a text: each simple command of a pipe or list, without redirections and variables before it,
 * with the number of its line. `<name>` stands for something to be filled in.
 */
function simpleCommands(text: string): { readonly line: number; readonly words: readonly string[] }[] {
  const commands: { line: number; words: string[] }[] = [];
  const part =
    /[^\S\n]*(?:\\\n|(#[^\n]*)|(\n|\|\||&&|[|;&])|((?:<[a-z-]+>|"(?:\\[\s\S]|[^"])*"|'[^']*'|\\[\s\S]|[^\s"'\\|;&<>])+)|([<>]+&?\d?))/y;
  let command: string[] | undefined;
  let redirects = false;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const [, , operator, word, redirection] = match;
    if (operator !== undefined) command = undefined;
    else if (redirection !== undefined) redirects = !redirection.includes('&');
    else if (word !== undefined && redirects) redirects = false;
    else if (word !== undefined) {
      if (command === undefined) {
        command = [];
        commands.push({ line: lineAt(text, match.index), words: command });
      }
      command.push(unquoted(word));
    }
  }
  return commands.map(({ line, words }) => ({ line, words: withoutVariables(words) }));
}

function withoutVariables(words: readonly string[]): string[] {
  const [prompt, ...rest] = words;
  if (prompt === '$' || (prompt !== undefined && /^[A-Z_]+=/.test(prompt))) return withoutVariables(rest);
  return [...words];
}

function unquoted(text: string): string {
  return text.replaceAll(
    /"((?:\\.|[^"])*)"|'([^']*)'|\\(.)/g,
    (_, double, single, escaped) => double ?? single ?? escaped,
  );
}
