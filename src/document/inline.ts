/** Deeper is a schema that refers to itself, which has no inlined form. */
const maximumDepth = 50;

/**
 * The schema with each `$ref` replaced by what it refers to. Ajv compiles a reference into a function of its own and
 * copies all earlier errors whenever that reports one: with 100,000 broken agents this takes hours, inlined it takes a
 * second. What stands beside a `$ref` is kept where the definition does not say it itself.
 */
export function inlineReferences(schema: object): object {
  const inline = (node: unknown, depth: number): unknown => {
    if (depth > maximumDepth) throw new Error('the schema refers to itself');
    if (Array.isArray(node)) return node.map((item) => inline(item, depth + 1));
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, $defs: _, ...rest }: Record<string, unknown> = { ...node };
    const own = Object.entries(rest).map(([key, value]) => [key, inline(value, depth + 1)] as const);
    if (typeof $ref !== 'string') return Object.fromEntries(own);
    const target = inline(resolvePointer(schema, $ref), depth + 1);
    return { ...Object.fromEntries(own), ...(typeof target === 'object' ? target : {}) };
  };
  return { ...Object(inline(schema, 0)) };
}

/** A reference within the same schema (RFC 6901), such as `#/$defs/port`. */
function resolvePointer(root: object, reference: string): unknown {
  if (!reference.startsWith('#/')) throw new Error(`the schema refers to ${reference}, outside of itself`);
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => {
      if (typeof node === 'object' && node !== null && Object.hasOwn(node, step)) {
        return Object.getOwnPropertyDescriptor(node, step)?.value;
      }
      throw new Error(`the schema refers to ${reference}, which is not there`);
    }, root);
}
