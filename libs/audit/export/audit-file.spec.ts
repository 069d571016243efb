import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import { linked, readerOf, someHistory } from '../history.spec-support.js';
import { emptyHistory, grown } from '../history-tree.js';
import { fingerprintOf, SigningKey } from '../signing-key.js';
import type { AnchorInFile, AuditHeader } from './audit-file.js';
import { auditLines } from './export-audit.js';
import { verifyAudit } from './verify-audit.js';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
const key = SigningKey.at(join(folder, 'key.pem'));
afterAll(() => rmSync(folder, { recursive: true }));

const AT = '2026-01-31T17:05:09.123Z';
const attempt = (position: bigint, stream: string): RecordedEvent => ({
  stream: `attempts-${stream}`,
  revision: 0,
  position,
  id: '6f1c2a3b-4d5e-5f60-8718-293a4b5c6d7e',
  type: 'CommandRefused.v1',
  data: { command: 'AddSeats', refusedAt: AT },
  metadata: {},
});
const events = [...someHistory(6), attempt(55n, 'subscription-1')];

const anchorOn = (history: readonly RecordedEvent[]): AnchorInFile => {
  const { tree, position } = grown(emptyHistory(), history);
  return { anchoredAt: AT, position: String(position), events: tree.size, root: tree.root() };
};

const header = (scope: AuditHeader['scope'], anchors: readonly AnchorInFile[] = []): AuditHeader => ({
  format: 'termbook-audit/1',
  storeId: 'store-1',
  exportedAt: AT,
  exportedBy: 'operations:key-1',
  personalData: 'sealed',
  scope,
  from: null,
  to: null,
  anchors,
});
const EVERYTHING = { kind: 'everything' } as const;

async function exported(of: AuditHeader, history: readonly RecordedEvent[] = events): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of auditLines(of, { reader: readerOf(history), key })) lines.push(line);
  return lines;
}

async function* streamed(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}
const verified = (lines: readonly string[], anchors?: readonly AnchorInFile[]) => verifyAudit(streamed(lines), anchors);

describe('an audit file', () => {
  it('of everything is whole, and is what its anchors say', async () => {
    const lines = await exported(header(EVERYTHING, [anchorOn(events.slice(0, 3))]));
    expect(await verified(lines, [anchorOn(events.slice(0, 6))])).toMatchObject({
      intact: true,
      lines: 12,
      events: 7,
      streams: 3,
      signedBy: fingerprintOf(key.publicKey),
      anchorsHeld: 2,
      problems: 0,
      problemsNamed: [],
      manifest: { lines: 11, events: 7, attempts: 1, streams: 3, positions: { from: '0', to: '55' } },
    });
  });

  it('of one subscription has its events and refused attempts in order, and nobody else', async () => {
    const lines = await exported(header({ kind: 'subscription', id: '1' }));
    const told = lines
      .flatMap((line) => JSON.parse(line).event ?? [])
      .map(({ stream, revision }) => [stream, revision]);
    expect(told).toEqual([
      ['subscription-1', 0],
      ['subscription-1', 1],
      ['subscription-1', 2],
      ['attempts-subscription-1', 0],
    ]);
    expect(await verified(lines)).toMatchObject({ intact: true, events: 4, streams: 2 });
  });

  it('of nothing says so, and is whole', async () => {
    const lines = await exported(header({ kind: 'reseller', id: 'nobody' }));
    expect(lines).toHaveLength(2);
    expect(await verified(lines)).toMatchObject({ intact: true, events: 0, manifest: { positions: null } });
  });
});

describe('an audit file that was touched', () => {
  const whole = () => exported(header(EVERYTHING));
  const problemsOf = async (lines: readonly string[]) => (await verified(lines)).problemsNamed;

  it.each([0, 1, 4, 8, 10])('anywhere, by one character, is not intact: line %i', async (index) => {
    const lines = await whole();
    const line = lines[index] ?? '';
    const place = line.lastIndexOf('1');
    lines[index] = `${line.slice(0, place)}2${line.slice(place + 1)}`;
    expect((await verified(lines)).intact).toBe(false);
  });

  it('at any character of its last line, which no other line is over, is not intact', async () => {
    const lines = await whole();
    const last = lines.pop() ?? '';
    const passed: string[] = [];
    for (let place = 0; place < last.length; place += 1) {
      const other = last[place] === '2' ? '3' : '2';
      const altered = `${last.slice(0, place)}${other}${last.slice(place + 1)}`;
      if ((await verified([...lines, altered])).intact) passed.push(altered);
    }
    expect(passed).toEqual([]);
  });

  it.each([
    ['a space behind it', (line: string) => `${line} `],
    [
      'something beside the signature',
      (line: string) => line.replace('"signature":{', '"approved":true,"signature":{'),
    ],
    ['something in the signature', (line: string) => line.replace('"signature":{', '"signature":{"approved":true,')],
  ])('in its last line by %s is not intact', async (_, altered) => {
    const lines = await whole();
    expect((await verified(lines.with(-1, altered(lines.at(-1) ?? '')))).problemsNamed).toContainEqual({
      line: 12,
      problem: 'is not written as an export writes it',
    });
  });

  it('says which event is altered', async () => {
    const lines = await whole();
    lines[3] = (lines[3] ?? '').replace('"endUserId":"u20"', '"endUserId":"u21"');
    expect(await problemsOf(lines)).toEqual([
      { line: 4, problem: 'subscription-0, revision 1: is not what its hash was made of' },
      { line: 12, problem: 'has another root than the lines before it' },
    ]);
  });

  it('says where an event was taken out, though all else were made anew', async () => {
    const without = events.filter((_, index) => index !== 2);
    const [first] = await problemsOf(await exported(header(EVERYTHING), without));
    expect(first).toEqual({ line: 5, problem: 'subscription-0, revision 2: follows revision 0' });
  });

  it('says that the beginning of a stream is missing', async () => {
    const [first] = await problemsOf(await exported(header(EVERYTHING), events.slice(1)));
    expect(first?.problem).toBe(
      'subscription-0, revision 1: is the first of its stream, and those before it are missing',
    );
  });

  it('says that it is cut, wherever', async () => {
    const lines = await whole();
    for (const length of [1, 5, 11]) {
      const problems = await problemsOf(lines.slice(0, length));
      expect(problems.at(-1)).toEqual({ line: length, problem: 'is the last one, and no manifest: the file is cut' });
    }
    expect((await verified([])).intact).toBe(false);
  });

  it('says that another history was signed than the one that was anchored', async () => {
    const forged = [...events.slice(0, 4), linked('subscription-0', 41n, events[2])];
    const lines = await exported(header(EVERYTHING), forged);
    expect((await verified(lines)).intact).toBe(true);
    expect((await verified(lines, [anchorOn(events.slice(0, 5))])).problemsNamed).toEqual([
      {
        line: lines.length,
        problem: `the anchor of ${AT} has another root: an event up to it was altered, taken out or put in`,
      },
    ]);
  });

  it('has lines of the right name that are nothing inside', async () => {
    const header = (await whole())[0] ?? '';
    for (const last of ['{"manifest":null}', '{"manifest":{},"signature":null}', '{"manifest":{},"signature":{}}']) {
      const lines = [header, '{"event":{}}', '{"event":null}', '{"head":null}', last];
      expect((await verified(lines)).intact).toBe(false);
    }
    expect((await verified(['{"audit":{"format":"termbook-audit/1"}}'])).intact).toBe(false);
  });

  it('is no audit file at all', async () => {
    expect(await problemsOf(['no json', '7', '{"event":{}}'])).toContainEqual({
      line: 1,
      problem: 'is no line of an audit file',
    });
  });
});
