/** A project of Python files as large as that of a fleet of some hundred agents. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Half of the files are scripts, which make a class out of a module of their own; one is the base class. */
export const files = 500;
/** Lines of each file: 200,000 in all. */
const linesPerFile = 400;

/**
 * Writes the project and gives its agents' names and scripts.
 *
 * @param {string} root
 */
export async function writePythonProject(root) {
  const scripts = files / 2;
  const agents = Array.from({ length: scripts }, (_, index) => `Agent${String(index).padStart(3, '0')}`);
  const write = async (file, text) => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  await write('core/base_agent.py', filled('class BaseAgent:\n    def run(self):\n        pass\n', 'Base'));
  for (const [index, agent] of agents.entries()) {
    // The last one has no module of its own, as the base class takes a file.
    const module = index + 1 === scripts ? 'core.base_agent' : `parts.part_${index}`;
    const base = index + 1 === scripts ? 'BaseAgent' : `Part${index}`;
    await write(`agents/${agent}.py`, filled(script(agent, module, base), agent));
    if (index + 1 < scripts) await write(`parts/part_${index}.py`, filled(part(index), base));
  }
  return agents.map((name) => ({ name, script: `agents/${name}.py` }));
}

function script(agent, module, base) {
  return [
    'import json',
    'import logging',
    'from pathlib import Path',
    `from ${module} import ${base}`,
    '',
    '',
    `class ${agent}(${base}):`,
    '    """Answers requests until it is told to end."""',
    '',
    '',
    "if __name__ == '__main__':",
    `    ${agent}().run()`,
    '',
  ].join('\n');
}

function part(index) {
  return ['from core.base_agent import BaseAgent', '', '', `class Part${index}(BaseAgent):`, '    limit = 3', ''].join(
    '\n',
  );
}

/** Fills a file up with functions as agents have them, the last lines with a comment. */
function filled(head, name) {
  const lines = head.split('\n');
  for (let count = 0; ; count++) {
    const more = handler(name, count);
    if (lines.length + more.length > linesPerFile) break;
    lines.push(...more);
  }
  while (lines.length < linesPerFile) lines.push('# nothing follows');
  return `${lines.join('\n')}\n`;
}

function handler(name, count) {
  return [
    '',
    '',
    `def handle_${name.toLowerCase()}_${count}(request, *, retries=${count % 5}, timeout=2.5):`,
    '    """Handles one request and says how it went."""',
    "    result = {'status': 'ok', 'items': [], 'attempt': 0}",
    '    for attempt in range(retries + 1):',
    '        try:',
    "            payload = json.loads(request.get('body', '{}'))",
    "            items = [item['id'] for item in payload.get('items', ()) if item.get('active')]",
    '            if not items or len(items) > 100:',
    "                raise ValueError(f'{len(items)} items, expected 1 to 100')",
    "            result.update(items=items, attempt=attempt, key=lambda entry: entry['rank'] * 2)",
    '        except (KeyError, ValueError) as error:',
    "            logging.warning('attempt %d of %d failed: %s', attempt, retries, error)",
    "            result['status'] = 'failed'",
    '        else:',
    '            break',
    '    return result',
  ];
}
