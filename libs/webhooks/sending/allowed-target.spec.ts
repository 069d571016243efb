import { lookup } from 'node:dns';
import { faultOfTarget, isPublicAddress, publicLookup, TargetNotAllowedError } from './allowed-target.js';

describe('an address', () => {
  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111'])('is public: %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'no address',
  ])('is not: %s', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('a target', () => {
  const fault = (url: string, allowPrivate = false) => faultOfTarget(new URL(url), allowPrivate);

  it.each(['https://erp.example/hook?tenant=7', 'http://erp.example:8080/', 'https://93.184.216.34/'])(
    'is taken: %s',
    (url) => expect(fault(url)).toBeUndefined(),
  );

  it.each([
    'http://localhost/',
    'http://LOCALHOST:3000/',
    'http://localhost./',
    'http://api.localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://127.0.0.1/',
    // What a URL's parser makes of them is an address of ours.
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
  ])('is refused unless a setting allows it: %s', (url) => {
    expect(fault(url)).toBe('must be on the public internet');
    expect(fault(url, true)).toBeUndefined();
  });

  it.each(['ftp://erp.example/', 'file:///etc/passwd', 'https://user:secret@erp.example/', 'https://erp.example/#a'])(
    'is refused whatever is set: %s',
    (url) => expect(fault(url, true)).toMatch(/^must/),
  );
});

describe('a name', () => {
  it('that means one of our own addresses is refused when it is connected to', async () => {
    // The system knows `localhost` without a name service; any name that resolves to it is the same to us.
    const known = await new Promise((done) => lookup('localhost', (error, address) => done(error ?? address)));
    expect(known).toMatch(/^(127\.0\.0\.1|::1)$/);
    const refused = await new Promise((done) => publicLookup('localhost', { all: true }, (error) => done(error)));
    expect(refused).toBeInstanceOf(TargetNotAllowedError);
  });
});
