import { describe, expect, it } from 'vitest';
import { isPacked, LogOwners } from '../../src/logs/owners.js';

const owners = new LogOwners(['Planner', 'PlannerMax', 'planner_errors', 'Hub', 'HUB', 'Trace.v2']);

const inUse = { rotated: false };
const rotated = { rotated: true };

describe('a log file belongs to', () => {
  it.each([
    ['Planner.log', { agent: 'Planner', ...inUse }],
    ['planner.log', { agent: 'Planner', ...inUse }],
    ['Planner', { agent: 'Planner', ...inUse }],
    ['Planner.err', { agent: 'Planner', ...inUse }],
    ['Planner-stderr.log', { agent: 'Planner', ...inUse }],
    ['Planner-2026-11-22.log', { agent: 'Planner', ...inUse }],
    ['Planner/today.log', { agent: 'Planner', ...inUse }],
    ['PlannerMax.log', { agent: 'PlannerMax', ...inUse }],
    ['planner_errors.log', { agent: 'planner_errors', ...inUse }],
    ['planner_error.log', { agent: 'Planner', ...inUse }],
    ['Hub.log', { agent: 'Hub', ...inUse }],
    ['HUB.log', { agent: 'HUB', ...inUse }],
    ['hub.log', { agent: 'Hub', ...inUse }],
    ['Trace.v2.log', { agent: 'Trace.v2', ...inUse }],
    ['Planner.log.1', { agent: 'Planner', ...rotated }],
    ['Planner.1.log', { agent: 'Planner', ...rotated }],
    ['planner.log.2.gz', { agent: 'Planner', ...rotated }],
    ['Planner.log-20261122', { agent: 'Planner', ...rotated }],
    ['Planner.log.2026-11-22_10-18', { agent: 'Planner', ...rotated }],
    ['Planner.log-20261122.xz', { agent: 'Planner', ...rotated }],
    ['Planner.log.old', { agent: 'Planner', ...rotated }],
    ['Planner/2026-11-21/app.log.3', { agent: 'Planner', ...rotated }],
  ])('%s', (path, owned) => {
    expect(owners.ownerOf(path)).toEqual(owned);
  });

  it.each(['Plan.log', 'Planners.log', '.log', '', 'old/Planner.log', 'somebody-Planner.log'])('%s: nobody', (path) => {
    expect(owners.ownerOf(path)).toBeUndefined();
  });
});

it.each([
  ['a.log.1.gz', true],
  ['a.log.zst', true],
  ['a.log.1', false],
  ['gz.log', false],
])('%s is packed: %s', (name, expected) => {
  expect(isPacked(name)).toBe(expected);
});
