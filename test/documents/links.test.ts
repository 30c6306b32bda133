import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { allDocuments, type Document } from './documents.js';

/** Where the links and pictures of a document lead. */
function linksIn({ text }: Document): string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') found.push(token.href);
  });
  return found;
}

/** The names by which headings are linked to (GitHub: lower case, punctuation gone, spaces as hyphens). */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type !== 'heading') return;
    const plain = token.text.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    anchors.add(plain.trim().replaceAll(/\s/g, '-'));
  });
  return anchors;
}

/** A link that leads nowhere, as `file: link`. Pages of the exporter (`/runbooks`) have tests of their own. */
function deadLinks(document: Document): string[] {
  return linksIn(document).filter((link) => {
    if (/^[a-z]+:|^\//.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document.file : normalize(join(dirname(document.file), decodeURI(path)));
    // Alerts link to each other as the exporter serves them: without the ending.
    if (!existsSync(target)) return !(document.file.startsWith('runbooks/alerts/') && existsSync(`${target}.md`));
    if (anchor === undefined || statSync(target).isDirectory()) return false;
    return target.endsWith('.md') && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
  });
}

describe('the links of documents', () => {
  const documents = allDocuments();

  it('are many', () => {
    expect(documents.flatMap(linksIn).length).toBeGreaterThan(100);
  });

  it('lead somewhere', () => {
    expect(documents.flatMap((one) => deadLinks(one).map((link) => `${one.file}: ${link}`))).toStrictEqual([]);
  });

  it('reach every page of docs/ from the README', () => {
    const seen = new Set<string>();
    const open = ['README.md'];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const document = documents.find((one) => one.file === file);
      for (const link of document === undefined ? [] : linksIn(document)) {
        if (!/^[a-z]+:|^\//.test(link)) open.push(normalize(join(dirname(file), link.split('#')[0] ?? '')));
      }
    }
    const missed = documents.map(({ file }) => file).filter((file) => file.startsWith('docs/') && !seen.has(file));
    expect(missed).toStrictEqual([]);
  });
});
