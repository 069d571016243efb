import { InFlight } from './in-flight.js';

describe('what is in flight', () => {
  it('is bounded for one key, and the others still have room', () => {
    const inFlight = new InFlight({ max: 10, perKeyMax: 2, reserved: 0 });
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
    const inFlight = new InFlight({ max: 2, perKeyMax: 2, reserved: 0 });
    expect(['a', 'b', 'c'].map((key) => inFlight.enter(key))).toEqual([undefined, undefined, 'full']);
    inFlight.leave('a');
    expect(inFlight.enter('c')).toBeUndefined();
  });

  it('has some places beside for operators alone, which are bounded too', () => {
    const inFlight = new InFlight({ max: 1, perKeyMax: 9, reserved: 1 });
    const entering = [inFlight.enter('a'), inFlight.enter('b'), inFlight.enter('operator', true)];
    expect(entering).toEqual([undefined, 'full', undefined]);
    expect([inFlight.enter('a'), inFlight.enter('operator', true)]).toEqual(['full', 'full']);
  });

  it('is not counted below nothing', () => {
    const inFlight = new InFlight({ max: 1, perKeyMax: 1, reserved: 0 });
    inFlight.leave('a');
    expect([inFlight.enter('a'), inFlight.enter('b')]).toEqual([undefined, 'full']);
  });
});
