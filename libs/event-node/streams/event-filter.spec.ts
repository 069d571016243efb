import { encodeEventFrame, ticksOf } from '../protocol/event-frame.js';
import type { FilterRequest } from '../protocol/read-requests.js';
import { compileFilter } from './event-filter.js';

const frameOf = (streamName: string, type: string) =>
  encodeEventFrame(
    {
      id: '0e8a5c1f-9d3b-4f6a-8c2e-ff00112233ee',
      type,
      isJson: true,
      data: Buffer.alloc(0),
      customMetadata: Buffer.alloc(0),
    },
    Buffer.from(streamName),
    0,
    64,
    ticksOf(0),
  );
const filter = (on: 'stream' | 'type', expression: { regex?: string; prefixes?: string[] }): FilterRequest => ({
  on,
  regex: expression.regex,
  prefixes: expression.prefixes ?? [],
  window: 32,
  checkpointMultiplier: 1,
});
const matches = (on: 'stream' | 'type', expression: { regex?: string; prefixes?: string[] }) =>
  compileFilter(filter(on, expression))(frameOf('order-1', 'Placed'));

describe('a filter', () => {
  it.each([
    ['stream', { prefixes: ['x', 'order'] }, true],
    ['stream', { prefixes: ['Order'] }, false],
    ['stream', { prefixes: [''] }, true],
    ['stream', {}, false],
    ['type', { prefixes: ['Pla'] }, true],
    ['type', { regex: 'ace' }, true],
    ['type', { regex: '^[^$]' }, true],
    ['type', { regex: '(?i)PLACED' }, true],
    ['type', { regex: "P(?'rest'laced)$" }, true],
    ['stream', { regex: '\\Aorder-\\d\\z' }, true],
    ['stream', { regex: '^order$', prefixes: ['order'] }, false],
  ] as const)('on the %s with %j lets the event through: %s', (on, expression, expected) => {
    expect(matches(on, expression as { regex?: string; prefixes?: string[] })).toBe(expected);
  });

  it('is refused when its expression is none', () => {
    expect(() => compileFilter(filter('stream', { regex: '[' }))).toThrow('Exception was thrown by handler.');
  });
});
