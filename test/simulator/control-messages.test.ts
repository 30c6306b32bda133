import { describe, expect, it } from 'vitest';
import { parseAgentEvent } from '../../src/simulator/agent-events.js';
import { parseControlReply, parseControlRequest } from '../../src/simulator/control-messages.js';

describe('parseControlRequest', () => {
  it.each([
    ['{"command":"status"}', { command: 'status' }],
    ['{"command":"fault","agent":"A","fault":"hang"}', { command: 'fault', agent: 'A', fault: 'hang', options: {} }],
    [
      '{"command":"fault","agent":"A","fault":"slow","options":{"ms":5}}',
      { command: 'fault', agent: 'A', fault: 'slow', options: { ms: 5 } },
    ],
    ['{"command":"fault","agent":"A","fault":"slow","options":{"ms":-5}}', undefined],
    ['{"command":"fault","agent":"A","fault":"slow","options":{"ms":"5"}}', undefined],
    ['{"command":"fault","agent":1,"fault":"slow"}', undefined],
    ['{"command":"fault","agent":"A"}', undefined],
    ['{"command":"restart","agent":"A"}', { command: 'restart', agent: 'A' }],
    ['{"command":"restart","agent":1}', undefined],
    ['{"command":"restart"}', undefined],
    ['{"command":"halt"}', undefined],
    ['null', undefined],
    ['nonsense', undefined],
  ])('%s', (line, expected) => {
    expect(parseControlRequest(line)).toEqual(expected);
  });
});

describe('parseControlReply', () => {
  it.each([
    '{"reply":"fault","outcome":{"outcome":"done","machine":"m","agent":"A","fault":"hang"}}',
    '{"reply":"fault","outcome":{"outcome":"refused","code":"unknown-agent","message":"…"}}',
    '{"reply":"restart","outcome":{"outcome":"done","machine":"m","agent":"A"}}',
    '{"reply":"restart","outcome":{"outcome":"refused","code":"no-demo","message":"…"}}',
    '{"reply":"status","agents":[]}',
  ])('reads %s', (line) => {
    expect(parseControlReply(line)).toEqual(JSON.parse(line));
  });

  it.each([
    '',
    '[]',
    '{"reply":"fault"}',
    '{"reply":"fault","outcome":{"outcome":"done"}}',
    '{"reply":"fault","outcome":{"outcome":"done","machine":"m","agent":"A"}}',
    '{"reply":"restart","outcome":{"outcome":"done"}}',
    '{"reply":"status","agents":[1]}',
  ])('drops %s', (line) => {
    expect(parseControlReply(line)).toBeUndefined();
  });
});

describe('parseAgentEvent', () => {
  it.each([
    ['{"event": "ports", "taken": [8001]}', { event: 'ports', taken: [8001] }],
    ['{"event": "fault", "id": 2, "accepted": false}', { event: 'fault', id: 2, accepted: false }],
    ['{"event": "fault"}', undefined],
    ['{"event": "other"}', undefined],
    ['{', undefined],
  ])('%s', (line, expected) => {
    expect(parseAgentEvent(line)).toEqual(expected);
  });
});
