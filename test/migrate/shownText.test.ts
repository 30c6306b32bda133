import { describe, expect, it } from 'vitest';
import { migrationDiff } from '../../src/migrate/diff.js';
import { shownText } from '../../src/migrate/shownText.js';

describe('what a diff shows of a start-up file', () => {
  it.each([
    ['values of variables', 'environment:\n  TOKEN: abc\n  OTHER: "d e"\n', 'environment:\n  TOKEN: …\n  OTHER: …\n'],
    [
      'comments among them',
      'environment:\n  # TOKEN: abc\n  # abc\n  A: 1\n',
      'environment:\n  # TOKEN: …\n  …\n  A: …\n',
    ],
    [
      'texts of several lines',
      'environment:\n  KEY: |\n    abc\n    def\n\nx_port: 1\n',
      'environment:\n  KEY: …\n    …\n    …\n\nx_port: 1\n',
    ],
    ['one line', 'environment: { TOKEN: abc }\n', 'environment: …\n'],
    [
      'a part of a line',
      'a_services:\n  - { name: A, env_vars: { TOKEN: abc }, config: {x: 1}, required: "yes" }\n',
      'a_services:\n  - { name: A, env_vars: …, config: …, required: "yes" }\n',
    ],
    ['braces over several lines', 'environment: { A: abc,\n  B: def }\n', 'environment: …\n  B: …\n'],
    [
      'agents in groups',
      'agent_groups:\n  g:\n    A:\n      port: 1\n      command_args: --token abc\n      env_vars:\n        T: abc\n',
      'agent_groups:\n  g:\n    A:\n      port: 1\n      command_args: …\n      env_vars:\n        T: …\n',
    ],
    [
      'a group that is called like a key with secrets',
      'agent_groups:\n  config:\n    A: { port: 1, config: abc }\n',
      'agent_groups:\n  config:\n    A: { port: 1, config: … }\n',
    ],
    ['line ends', 'environment:\r\n  A: abc\r\nx_port: 1', 'environment:\r\n  A: …\r\nx_port: 1'],
  ])('hides %s', (_, text, shown) => {
    expect(shownText(text)).toBe(shown);
  });

  it('names the file on both sides, and shows what moves', () => {
    expect(
      migrationDiff('f.yaml', 'environment:\n  A: abc\n', 'global_settings:\n  environment:\n    A: abc\n'),
    ).toBe(`\
--- f.yaml
+++ f.yaml (current layout)
@@ -1,2 +1,3 @@
-environment:
-  A: …
+global_settings:
+  environment:
+    A: …
`);
  });
});
