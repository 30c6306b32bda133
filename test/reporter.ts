import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one plain line that any CI can read, and names what was skipped. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    for (const test of tests) {
      if (test.result().state === 'skipped') process.stdout.write(`skipped: ${test.fullName}\n`);
    }
    process.stdout.write(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`);
  }
}
