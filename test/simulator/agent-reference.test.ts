import { describe, expect, it } from 'vitest';
import { findAgent } from '../../src/simulator/agent-reference.js';

const agents = new Map(['alpha/Clock', 'alpha/Hub', 'beta/Hub', 'beta/Lamp'].map((key) => [key, { key }]));

describe('findAgent', () => {
  it.each([
    ['Clock', 'alpha/Clock'],
    ['beta/Hub', 'beta/Hub'],
  ])('%s is %s', (reference, key) => {
    expect(findAgent(agents, reference)).toEqual({ key });
  });

  it.each([
    ['Hub', 'ambiguous-agent', 'Hub runs on several machines, say which: alpha/Hub, beta/Hub'],
    ['clok', 'unknown-agent', 'unknown agent clok, did you mean Clock?'],
    ['Nobody', 'unknown-agent', 'unknown agent Nobody'],
    ['beta/Clock', 'unknown-agent', 'unknown agent beta/Clock, did you mean alpha/Clock?'],
    ['alpha/Lamp', 'unknown-agent', 'unknown agent alpha/Lamp, did you mean beta/Lamp?'],
  ])('%s is refused: %s', (reference, code, message) => {
    expect(findAgent(agents, reference)).toEqual({ outcome: 'refused', code, message });
  });

  it('says so where no agents run', () => {
    expect(findAgent(new Map(), 'Clock')).toMatchObject({ message: 'unknown agent Clock: no agents run' });
  });
});
