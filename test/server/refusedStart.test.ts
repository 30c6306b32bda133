import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TempExporter } from './tempExporter.js';

describe('a start that is refused leaves no timer behind', () => {
  let made: TempExporter;

  beforeEach(async () => {
    made = await TempExporter.prepare();
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
  });

  afterEach(async () => {
    vi.useRealTimers();
    await made.remove();
  });

  it('for its address', async () => {
    const { machine } = await made.settings();
    // 192.0.2.0/24 is for documentation (RFC 5737).
    const start = made.start({ machine: { ...machine, listen: { host: '192.0.2.1', port: 9877 } } });
    await expect(start).rejects.toThrow('192.0.2.1 is no address of this machine');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('for its start-up file', async () => {
    await made.writeFleet('agent_groups: {');
    await expect(made.start()).rejects.toThrow('cannot be used');
    expect(vi.getTimerCount()).toBe(0);
  });
});
