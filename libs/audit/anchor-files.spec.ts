import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { HistoryAnchored } from '#event-store/system-events.js';
import type { Instant } from '#kernel/instant.js';
import { AnchorFiles, readAnchorFile } from './anchor-files.js';
import { fingerprintOf, isSignedBy, SigningKey, SigningKeyError } from './signing-key.js';

const folder = mkdtempSync(join(tmpdir(), 'anchors-'));
const keyFile = join(folder, 'key', 'audit-key.pem');
const files = new AnchorFiles(join(folder, 'anchors'), () => SigningKey.at(keyFile));

const anchored: HistoryAnchored = {
  type: 'HistoryAnchored',
  anchoredAt: '2026-01-31T17:05:09.123Z' as Instant,
  anchoredBy: 'worker',
  position: '8437',
  events: 1,
  streams: 1,
  root: 'ab'.repeat(32),
  frontier: ['ab'.repeat(32)],
};

afterAll(() => rmSync(folder, { recursive: true }));

describe('an anchor that is kept elsewhere', () => {
  it('is written as it is, signed, under its instant, and read again', () => {
    const path = files.write('store-1', anchored);
    expect(path).toBe(join(folder, 'anchors', 'anchor-2026-01-31T17-05-09.123Z.json'));
    const { type: _, ...anchor } = anchored;
    expect(readAnchorFile(path)).toMatchObject({ format: 'termbook-anchor/1', storeId: 'store-1', anchor });
  });

  it('is refused once a digit of it was altered', () => {
    const path = files.write('store-1', anchored);
    writeFileSync(path, readFileSync(path, 'utf8').replace('8437', '8438'));
    expect(() => readAnchorFile(path)).toThrow(`${path} is not what was signed`);
  });

  it.each(['', '7', '{}', '{"format":"termbook-anchor/2"}'])('is no anchor: %j', (text) => {
    const path = join(folder, 'other.json');
    writeFileSync(path, text);
    expect(() => readAnchorFile(path)).toThrow(path);
  });
});

describe('the key that signs', () => {
  it('is made once, for its owner alone, and is the same for whoever comes next', () => {
    const key = SigningKey.at(keyFile);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(SigningKey.at(keyFile).publicKey).toBe(key.publicKey);
    expect(fingerprintOf(key.publicKey)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it('signs values, not bytes: the order of names is nothing', () => {
    const signature = SigningKey.at(keyFile).sign({ a: 1, b: [2] });
    expect(isSignedBy(signature, { b: [2], a: 1 })).toBe(true);
    expect(isSignedBy(signature, { a: 1, b: [3] })).toBe(false);
    expect(isSignedBy({ ...signature, publicKey: 'no key' }, { a: 1, b: [2] })).toBe(false);
    // The last character before the padding has bits that stand for nothing.
    const respelt = signature.value.replace(
      /(.)==$/,
      (_, last: string) => `${last === 'A' ? 'B' : last === 'Q' ? 'R' : last === 'g' ? 'h' : 'x'}==`,
    );
    expect(Buffer.from(respelt, 'base64').equals(Buffer.from(signature.value, 'base64'))).toBe(true);
    expect(isSignedBy({ ...signature, value: respelt }, { a: 1, b: [2] })).toBe(false);
  });

  it('says which file is no key', () => {
    const file = join(folder, 'no-key.pem');
    writeFileSync(file, 'no key');
    expect(() => SigningKey.at(file)).toThrow(SigningKeyError);
    expect(() => SigningKey.at(file)).toThrow(file);
  });
});
