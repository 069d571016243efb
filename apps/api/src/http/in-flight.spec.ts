import { InFlight } from './in-flight.js';

describe('what is in flight', () => {
  it('is bounded for one key, and the others still have room', () => {
    const inFlight = new InFlight({ max: 10, perKeyMax: 2 });
    expect(['a', 'a', 'a', 'b'].map((key) => inFlight.enter(key))).toEqual([
      undefined,
      undefined,
      'key-has-its-share',
      undefined,
    ]);
    inFlight.leave('a');
    expect([inFlight.enter('a'), inFlight.enter('a')]).toEqual([undefined, 'key-has-its-share']);
  });

  it('is bounded for all together', () => {
    const inFlight = new InFlight({ max: 2, perKeyMax: 2 });
    expect(['a', 'b', 'c'].map((key) => inFlight.enter(key))).toEqual([undefined, undefined, 'full']);
    inFlight.leave('a');
    expect(inFlight.enter('c')).toBeUndefined();
  });

  it('is not counted below nothing', () => {
    const inFlight = new InFlight({ max: 1, perKeyMax: 1 });
    inFlight.leave('a');
    expect([inFlight.enter('a'), inFlight.enter('b')]).toEqual([undefined, 'full']);
  });
});
