import { describe, expect, it } from 'vitest';
import { FileSystemHangs, GuardedCalls } from '../../src/audits/guardedCalls.js';
import { guardedFiles } from '../../src/audits/paths/guardedFiles.js';

/** A question that is answered when the test says so. */
function question() {
  const asked = { times: 0, answer: (_: string) => {} };
  const ask = () =>
    new Promise<string>((resolve) => {
      asked.times += 1;
      asked.answer = resolve;
    });
  return { asked, ask };
}

describe('guarded calls', () => {
  it('give answers and errors as they come', async () => {
    const calls = new GuardedCalls();
    expect(await calls.ask(async () => 5)).toBe(5);
    const refusal = new Error('EACCES');
    await expect(calls.ask(() => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(await calls.ask(async () => 6)).toBe(6);
    expect(calls.hangs).toBe(false);
  });

  it('ask one question at a time', async () => {
    const calls = new GuardedCalls();
    const first = question();
    const second = question();
    const answers = Promise.all([calls.ask(first.ask), calls.ask(second.ask)]);
    await Promise.resolve().then(() => {});
    expect([first.asked.times, second.asked.times]).toEqual([1, 0]);
    first.asked.answer('one');
    await expect.poll(() => second.asked.times).toBe(1);
    second.asked.answer('two');
    expect(await answers).toEqual(['one', 'two']);
  });

  it('give up on a question that is caught, ask nothing more, and go on when it comes back', async () => {
    const calls = new GuardedCalls(5);
    const caught = question();
    const behind = question();
    const answers = await Promise.allSettled([calls.ask(caught.ask), calls.ask(behind.ask), calls.ask(behind.ask)]);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(FileSystemHangs) });
    expect([behind.asked.times, calls.hangs]).toEqual([0, true]);
    caught.asked.answer('late');
    await expect.poll(() => calls.hangs).toBe(false);
    expect(await calls.ask(async () => 7)).toBe(7);
  });
});

describe('guarded files', () => {
  it('are as those that are not', async () => {
    const files = guardedFiles(new GuardedCalls());
    const names = await files.list('test/fixtures/audits/agents');
    expect([...(names === 'missing' || names === 'denied' ? [] : names.keys())].sort()).toEqual([
      'desk.py',
      'planner.py',
      'registry.py',
    ]);
    expect(await files.list('test/fixtures/nowhere')).toBe('missing');
    expect(await files.isFile('test/fixtures/audits/agents/desk.py')).toBe(true);
    expect(await files.isReadable('test/fixtures/audits/agents/nobody.py')).toBe(false);
    expect(await files.realPath('test/fixtures/nowhere')).toBeUndefined();
  });

  it('read a folder once', async () => {
    const files = guardedFiles(new GuardedCalls());
    expect(files.list('test/fixtures/audits')).toBe(files.list('test/fixtures/audits'));
  });
});
