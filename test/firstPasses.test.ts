import { expect, it } from 'vitest';
import { FirstPasses } from '../src/firstPasses.js';

it('takes a risk for looked at when its collector has seen everything once', () => {
  const passes = new FirstPasses(['D', 'H']);
  expect(passes.of(new Set(['A', 'D', 'H']))).toEqual(new Set(['A']));
  const view = { readAt: 0 };
  const isRead = ({ readAt }: typeof view) => readAt > 0;
  expect(passes.note('D', view, isRead)).toBe(view);
  expect(passes.of(new Set(['A', 'D']))).toEqual(new Set(['A']));
  passes.note('D', { readAt: 7 }, isRead);
  passes.note('D', { readAt: 0 }, isRead);
  expect(passes.of(new Set(['A', 'D', 'H']))).toEqual(new Set(['A', 'D']));
});
