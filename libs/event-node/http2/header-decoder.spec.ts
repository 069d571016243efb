import { HeaderDecoder } from './header-decoder.js';
import { HeaderEncoder } from './header-encoder.js';
import { ConnectionFault } from './http2-protocol.js';

const LIST_BYTES_MAX = 32 * 1024;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('header blocks', () => {
  it('are decoded as RFC 7541 shows it (C.4): coded texts, and what earlier blocks added', () => {
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    const first = { ':method': 'GET', ':scheme': 'http', ':path': '/', ':authority': 'www.example.com' };
    expect(decoder.decode(hex('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff')).headers).toEqual(first);
    const second = decoder.decode(hex('8286 84be 5886 a8eb 1064 9cbf'));
    expect(second.headers).toEqual({ ...first, 'cache-control': 'no-cache' });
    const third = decoder.decode(hex('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf'));
    expect(third).toMatchObject({
      count: 5,
      isMalformed: false,
      headers: {
        ':method': 'GET',
        ':scheme': 'https',
        ':path': '/index.html',
        ':authority': 'www.example.com',
        'custom-key': 'custom-value',
      },
    });
  });

  it('mean another thing when the table has changed, also where their bytes are the same', () => {
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    const newest = hex('be');
    decoder.decode(hex('40 01 61 01 31'));
    expect(decoder.decode(newest).headers).toEqual({ a: '1' });
    expect(decoder.decode(newest).headers).toEqual({ a: '1' });
    decoder.decode(hex('40 01 61 01 32'));
    expect(decoder.decode(newest).headers).toEqual({ a: '2' });
  });

  it('lose the oldest entries when the table is full or made smaller', () => {
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    decoder.decode(hex('40 01 61 01 31 40 01 62 01 32'));
    expect(decoder.decode(hex('be bf')).headers).toEqual({ b: '2', a: '1' });
    expect(decoder.decode(hex('3f 03 be')).headers).toEqual({ b: '2' });
    expect(() => decoder.decode(hex('bf'))).toThrow(ConnectionFault);
  });

  it.each([
    ['an index of nothing', '80'],
    ['an index behind the table', 'be'],
    ['a text longer than the block', '40 0a 61'],
    ['a number without end', 'ff ff ff ff ff ff ff'],
    ['a table larger than allowed', '3f ff ff 03'],
    ['padding longer than a byte', '40 82 ff ff 01 61'],
    ['a table size behind a header', '82 20'],
  ])('with %s are refused', (_what, block) => {
    expect(() => new HeaderDecoder(LIST_BYTES_MAX).decode(hex(block))).toThrow(ConnectionFault);
  });

  it('that say more than allowed are refused, however few bytes they take', () => {
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    decoder.decode(Buffer.concat([hex('40 01 61 7f a1 1e'), Buffer.alloc(4_000, 0x78)]));
    expect(() => decoder.decode(Buffer.alloc(9, 0xbe))).toThrow('more bytes of headers');
  });

  it.each([
    ['upper case', '82 86 84 00 01 41 01 31'],
    ['a pseudo-header behind others', '82 86 00 01 61 01 31 84'],
    ['the same pseudo-header twice', '82 82 86 84'],
    ['a header of connections', '82 86 84 00 0a 636f6e6e656374696f6e 01 31'],
    ['no path', '82 86'],
    ['a line feed', '82 86 84 00 01 61 01 0a'],
  ])('with %s are malformed', (_what, block) => {
    expect(new HeaderDecoder(LIST_BYTES_MAX).decode(hex(block)).isMalformed).toBe(true);
  });

  it('come back as they were encoded, long ones, too', () => {
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    const encoder = new HeaderEncoder();
    const answer = { ':status': 200, 'content-type': 'application/grpc' };
    const trailers = { 'grpc-status': '0' };
    const failure = { ...answer, 'grpc-status': '13', 'grpc-message': 'x'.repeat(20_000) };
    const sizes = [answer, trailers, failure, answer, trailers].map((headers) => {
      const block = encoder.encode(headers);
      const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
      expect(decoder.decode(block).headers).toEqual(texts);
      return block.length;
    });
    expect(sizes.slice(3)).toEqual([2, 1]);
  });

  it('are encoded without a table for who wants none', () => {
    const encoder = new HeaderEncoder();
    encoder.encode({ 'grpc-status': '0' });
    encoder.limitTable(0);
    const decoder = new HeaderDecoder(LIST_BYTES_MAX);
    const block = encoder.encode({ 'grpc-status': '0' });
    expect(block[0]).toBe(0x20);
    expect(decoder.decode(block).headers).toEqual({ 'grpc-status': '0' });
    expect(encoder.encode({ 'grpc-status': '0' }).length).toBe(block.length - 1);
  });
});
