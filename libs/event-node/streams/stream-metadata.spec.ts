import { isSoftDeleted, NO_METADATA, parseStreamMetadata, restoredMetadata } from './stream-metadata.js';

describe('stream metadata', () => {
  it('cuts by count, age and revision', () => {
    expect(parseStreamMetadata('{"$maxCount":2,"$maxAge":60,"$tb":3,"mine":{"$maxCount":9}}')).toEqual({
      maxCount: 2,
      maxAgeSeconds: 60,
      truncateBefore: 3,
    });
  });

  it('marks a soft-deleted stream by the greatest revision there is', () => {
    expect(isSoftDeleted(parseStreamMetadata('{"$tb":9223372036854775807}'))).toBe(true);
    expect(isSoftDeleted(parseStreamMetadata('{"$tb":9223372036854775806}'))).toBe(false);
  });

  it.each([
    ['a number as text', '{"$maxCount":"2","$tb":3}'],
    ['a number with a fraction', '{"$maxCount":2.0,"$tb":3}'],
    ['null', '{"$tb":null}'],
    ['a bad access list', '{"$acl":5,"$tb":3}'],
    ['an unknown key in the access list', '{"$acl":{"$x":["a"]},"$tb":3}'],
    ['a comment', '{/*c*/"$tb":3}'],
    ['no object', '[1]'],
    ['no JSON', '{bad'],
  ])('has no effect at all with %s in it', (_, text) => {
    expect(parseStreamMetadata(text)).toEqual(NO_METADATA);
  });

  it.each(['{"$maxCount":0}', '{"$maxCount":-1}', '{"$tb":-1}', '{"$maxAge":-5}'])('ignores a senseless %s', (text) => {
    expect(parseStreamMetadata(text)).toEqual(NO_METADATA);
  });

  it('takes a byte order mark, blanks, and the last of two equal keys', () => {
    expect(parseStreamMetadata('\ufeff\n {"$maxCount" : 1, "$maxCount":3 }').maxCount).toBe(3);
  });

  it('takes brackets, quotes and backslashes within texts for what they are', () => {
    expect(parseStreamMetadata('{"a":"}]\\"\\\\","b":[{"c":"{"}],"$tb":4}').truncateBefore).toBe(4);
  });

  it('is kept when a stream comes back, but for the revision it is cut at', () => {
    expect(restoredMetadata('{"x":2.50,"$tb":9223372036854775807}', 3)).toBe('{"x":2.50,"$tb":3}');
    expect(restoredMetadata('{}', 3)).toBe('{"$tb":3}');
    expect(restoredMetadata('{bad', 3)).toBeUndefined();
  });
});
