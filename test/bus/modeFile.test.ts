import { describe, expect, it } from 'vitest';
import { modeOf, parseChosenMode } from '../../src/bus/modeFile.js';

const chosen = { mode: 'nats', instead_of: 'hybrid', at: 1 } as const;

describe('the mode that an operator has chosen', () => {
  it('holds until the settings say something else than they did then', () => {
    expect(modeOf('hybrid', chosen)).toBe('nats');
    expect(modeOf('http', chosen)).toBe('http');
    expect(modeOf('hybrid', undefined)).toBe('hybrid');
  });

  it.each([
    undefined,
    null,
    [],
    'nats',
    {},
    { ...chosen, mode: 'natz' },
    { ...chosen, instead_of: 1 },
    { mode: 'nats' },
  ])('is none in %j', (content) => {
    expect(parseChosenMode(content)).toBeUndefined();
  });

  it('is read as it was written', () => {
    expect(parseChosenMode(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
  });
});
