import { DEFAULT_TABLE_BYTES } from './http2-protocol.js';

export type HeaderField = readonly [name: string, value: string];

/** Appendix A of RFC 7541: an entry a line, the name up to the first blank. */
const STATIC_ENTRIES: readonly HeaderField[] = `:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`
  .split('\n')
  .map((line) => {
    const [name = '', ...value] = line.split(' ');
    return [name, value.join(' ')];
  });

export const STATIC_COUNT = STATIC_ENTRIES.length;
/** The static entry with this name and the value if there is one, counted from 1; 0 when there is none with the name. */
export function staticIndexOf(name: string, value: string): { index: number; hasValue: boolean } {
  const whole = STATIC_ENTRIES.findIndex(([known, its]) => known === name && its === value && value !== '');
  if (whole >= 0) return { index: whole + 1, hasValue: true };
  return { index: STATIC_ENTRIES.findIndex(([known]) => known === name) + 1, hasValue: false };
}

/** What an entry counts beside its bytes. */
export const ENTRY_OVERHEAD_BYTES = 32;
export const sizeOf = ([name, value]: HeaderField): number => name.length + value.length + ENTRY_OVERHEAD_BYTES;

/** The entries that a peer's header blocks refer to: the static ones, then those it added, the newest first. */
export class HeaderTable {
  private readonly added: HeaderField[] = [];
  private bytes = 0;
  private bytesMax = DEFAULT_TABLE_BYTES;
  /** Grows with every change: what an index means then changes, too. */
  version = 0;

  /** Counted from 1. @returns undefined when there is none. */
  get(index: number): HeaderField | undefined {
    return index <= STATIC_COUNT ? STATIC_ENTRIES[index - 1] : this.added[this.added.length - (index - STATIC_COUNT)];
  }

  add(field: HeaderField): void {
    this.version++;
    this.added.push(field);
    this.bytes += sizeOf(field);
    this.evict();
  }

  resize(bytesMax: number): void {
    this.version++;
    this.bytesMax = bytesMax;
    this.evict();
  }

  private evict(): void {
    let count = 0;
    for (; this.bytes > this.bytesMax; count++) {
      const oldest = this.added[count];
      if (oldest === undefined) break;
      this.bytes -= sizeOf(oldest);
    }
    if (count > 0) this.added.splice(0, count);
  }
}
