/** A reference page in Markdown for a JSON Schema: one table for each kind of mapping, in reading order. */
export function schemaReference(schema, example) {
  const sections = [];
  const queue = [{ title: schema.title, node: schema }];
  const seen = new Set();
  while (queue.length > 0) {
    const { title, node } = queue.shift();
    if (seen.has(node)) continue;
    seen.add(node);
    const rows = Object.entries({ ...node.properties, ...named(node.patternProperties) }).map(([key, value]) => {
      const resolved = resolve(schema, value);
      const target = mappingOf(schema, resolved);
      if (target !== undefined) queue.push({ title: target.title ?? `\`${key}\``, node: target });
      const required = node.required?.includes(key) ? 'yes' : '';
      return `| \`${key}\` | ${typeOf(resolved, target)} | ${required} | ${describe(value, resolved)} |`;
    });
    if (node === schema) sections.push(...table(rows), '');
    else if (rows.length > 0) sections.push(section(title, node, rows));
  }
  return [
    `# ${schema.title}`,
    '',
    schema.description,
    '',
    ...(example === undefined ? [] : [example, '']),
    ...sections,
  ].join('\n');
}

function section(title, node, rows) {
  const about = node.description === undefined ? [] : [node.description, ''];
  return [`## ${title}`, '', ...about, ...table(rows), ''].join('\n');
}

function table(rows) {
  return ['| key | type | needed | meaning |', '|---|---|---|---|', ...rows];
}

/** Pattern keys as people write them: `^[a-z0-9_]+_services$` is `…_services`. */
function named(patterns = {}) {
  return Object.fromEntries(
    Object.entries(patterns).map(([pattern, value]) => [
      pattern.replace(/^\^\[[^\]]*\]\+/, '…').replace(/\$$/, ''),
      value,
    ]),
  );
}

function resolve(schema, node) {
  if (node.$ref === undefined) return node;
  const target = node.$ref
    .split('/')
    .slice(1)
    .reduce((at, step) => at[step], schema);
  return { ...resolve(schema, target), origin: target };
}

/** The mapping that a value is, or holds as items or values; nothing for plain values. */
function mappingOf(schema, node) {
  const origin = node.origin ?? node;
  if (origin.properties !== undefined) return origin;
  for (const inner of [node.items, node.additionalProperties]) {
    if (typeof inner === 'object') {
      const found = mappingOf(schema, resolve(schema, inner));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function typeOf(node, target) {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(', ');
  const types = [node.type ?? target?.type].flat().filter((type) => type !== 'null');
  const words = { object: 'mapping', array: 'list', integer: 'whole number', boolean: '`true`, `false`' };
  const limits = node.minimum !== undefined && node.maximum !== undefined ? `, ${node.minimum} to ${node.maximum}` : '';
  const inner =
    target?.title !== undefined && target !== (node.origin ?? node) ? ` of ${target.title.toLowerCase()}` : '';
  return types.map((type) => words[type] ?? type).join(' or ') + inner + limits;
}

function describe(value, resolved) {
  return (value.description ?? resolved.description ?? '').replaceAll('|', '\\|');
}
