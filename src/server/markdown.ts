import type { Marked } from 'marked';
import { escapeHtml } from './html.js';

let renderer: Marked | undefined;

/** Addresses that a link may have: of this site, and of the web. Anything else could be a program. */
const harmless = /^(?:https?:\/\/|[^:]*$|#)/i;

/** Markdown as HTML. HTML in it is shown as the text that it is, and a link that is no address is no link. */
export async function markdownHtml(text: string): Promise<string> {
  renderer ??= await newRenderer();
  return renderer.parse(text);
}

/** Loaded when it is used: most exporters never show a page. */
async function newRenderer(): Promise<Marked> {
  const { Marked } = await import('marked');
  return new Marked({
    renderer: {
      html: ({ text }) => escapeHtml(text),
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        return harmless.test(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
      },
      image: ({ text }) => escapeHtml(text),
    },
  });
}
