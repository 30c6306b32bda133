/** `{{`, a brace; or `{name}`, a value. A brace before anything else is itself. */
const pattern = /\{\{|\{([a-z][a-z0-9_]*)\}/g;

/** A piece of a template: text as it stands, or the name of a value. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string };

/** The pieces of an argument or a directory, in order; never two texts beside each other. */
export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const end = () => {
    if (text !== '') pieces.push({ kind: 'text', text });
    text = '';
  };
  let rest = 0;
  for (const match of template.matchAll(pattern)) {
    const [whole, name] = match;
    text += template.slice(rest, match.index);
    rest = match.index + whole.length;
    if (name === undefined) {
      text += '{';
    } else {
      end();
      pieces.push({ kind: 'value', name });
    }
  }
  text += template.slice(rest);
  end();
  return pieces;
}

/** The names that a template asks for, in order. */
export function namesIn(template: string): string[] {
  return piecesOf(template).flatMap((piece) => (piece.kind === 'value' ? [piece.name] : []));
}

/**
 * The template with its values, which are not looked through again. Throws where one is missing: a runbook that was
 * read without findings asks for known names only.
 */
export function filled(template: string, values: ReadonlyMap<string, string>): string {
  return piecesOf(template)
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      const value = values.get(piece.name);
      if (value === undefined) throw new Error(`nobody has given a value for {${piece.name}}`);
      return value;
    })
    .join('');
}
