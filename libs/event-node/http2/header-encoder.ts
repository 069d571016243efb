import { type HeaderField, STATIC_COUNT, staticIndexOf } from './header-table.js';
import { DEFAULT_TABLE_BYTES } from './http2-protocol.js';

/** Headers that every answer has: sent once in full, then as one byte. Few, so that the table never overflows. */
const REPEATED: ReadonlySet<string> = new Set(['content-type: application/grpc', 'grpc-status: 0']);
const EMPTY_TABLE = 0x20;

export type ResponseHeaders = Readonly<Record<string, string | number>>;

/** Encodes the header blocks of one connection (HPACK). */
export class HeaderEncoder {
  private readonly added: string[] = [];
  private mayAdd = true;
  private mustEmptyTable = false;

  /** What the peer's SETTINGS allow for the table. Smaller than usual, and it is not used at all. */
  limitTable(bytes: number): void {
    if (bytes >= DEFAULT_TABLE_BYTES || !this.mayAdd) return;
    this.mayAdd = false;
    this.mustEmptyTable = true;
    this.added.length = 0;
  }

  encode(headers: ResponseHeaders): Buffer {
    const bytes: number[] = [];
    if (this.mustEmptyTable) bytes.push(EMPTY_TABLE);
    this.mustEmptyTable = false;
    for (const name in headers) this.put(bytes, [name, `${headers[name]}`]);
    return Buffer.from(bytes);
  }

  private put(bytes: number[], field: HeaderField): void {
    const [name, value] = field;
    const line = `${name}: ${value}`;
    const place = this.added.indexOf(line);
    if (place >= 0) {
      putInteger(bytes, 0x80, 7, STATIC_COUNT + this.added.length - place);
      return;
    }
    const { index, hasValue } = staticIndexOf(name, value);
    if (hasValue) {
      putInteger(bytes, 0x80, 7, index);
      return;
    }
    const adds = this.mayAdd && REPEATED.has(line);
    if (adds) this.added.push(line);
    putInteger(bytes, adds ? 0x40 : 0, adds ? 6 : 4, index);
    if (index === 0) putText(bytes, name);
    putText(bytes, value);
  }
}

function putInteger(bytes: number[], pattern: number, prefixBits: number, value: number): void {
  const prefix = 2 ** prefixBits - 1;
  if (value < prefix) {
    bytes.push(pattern | value);
    return;
  }
  bytes.push(pattern | prefix);
  let rest = value - prefix;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}

function putText(bytes: number[], text: string): void {
  putInteger(bytes, 0, 7, text.length);
  for (let at = 0; at < text.length; at++) bytes.push(text.charCodeAt(at) & 255);
}
