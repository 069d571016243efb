import { type HeaderField, HeaderTable, sizeOf } from './header-table.js';
import { ConnectionFault, DEFAULT_TABLE_BYTES, ErrorCode } from './http2-protocol.js';
import { decodeHuffman } from './huffman.js';

/** A request's headers; what comes twice is joined, as HTTP has it. Shared between requests: nobody changes them. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

export interface DecodedHeaders {
  readonly headers: RequestHeaders;
  readonly count: number;
  /** As HTTP/2 may not have them: the request is malformed. */
  readonly isMalformed: boolean;
}

/** Headers of one request, twice what a request may have: the real server ends the connection at so many, too. */
const HEADERS_MAX = 200;
/** No integer of ours is longer: five bytes after the prefix. */
const INTEGER_SHIFT_MAX = 28;
const PSEUDO_HEADERS: ReadonlySet<string> = new Set([':method', ':scheme', ':authority', ':path']);
/** Headers of a connection have no place on a stream. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[^\0\r\n]*$/;

/** Decodes the header blocks of one connection, each in its turn: they build on one another (HPACK, RFC 7541). */
export class HeaderDecoder {
  private readonly table = new HeaderTable();
  private block: Buffer = Buffer.alloc(0);
  private at = 0;
  private last: { block: Buffer; version: number; decoded: DecodedHeaders } | undefined;

  /** @param listBytesMax what all headers of a request may count. */
  constructor(private readonly listBytesMax: number) {}

  /** @throws ConnectionFault: what follows could not be decoded either. */
  decode(block: Buffer): DecodedHeaders {
    const { last } = this;
    // Calls of one kind have the same block, unless they bring something new.
    if (last !== undefined && last.version === this.table.version && last.block.equals(block)) return last.decoded;
    const before = this.table.version;
    const decoded = this.decodeAll(block);
    if (this.table.version === before) this.last = { block: Buffer.from(block), version: before, decoded };
    return decoded;
  }

  private decodeAll(block: Buffer): DecodedHeaders {
    const list = new HeaderList();
    let bytes = 0;
    this.block = block;
    this.at = 0;
    while (this.at < block.length) {
      const field = this.next();
      if (field === undefined) {
        if (list.count > 0) throw compressionFault('a table size within the headers');
        continue;
      }
      bytes += sizeOf(field);
      if (bytes > this.listBytesMax) throw compressionFault('more bytes of headers than SETTINGS allow');
      list.add(field);
      if (list.count > HEADERS_MAX) throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, 'too many headers');
    }
    return list;
  }

  /** @returns undefined for what is no header: a new size of the table. */
  private next(): HeaderField | undefined {
    const first = this.block[this.at] ?? 0;
    if (first >= 0x80) return this.entry(this.integer(7));
    if (first >= 0x40) {
      const field = this.literal(6);
      this.table.add(field);
      return field;
    }
    if (first < 0x20) return this.literal(4);
    const size = this.integer(5);
    if (size > DEFAULT_TABLE_BYTES) throw compressionFault('a larger table than allowed');
    this.table.resize(size);
    return undefined;
  }

  private literal(prefixBits: number): HeaderField {
    const index = this.integer(prefixBits);
    const name = index === 0 ? this.text() : this.entry(index)[0];
    return [name, this.text()];
  }

  private entry(index: number): HeaderField {
    const field = index === 0 ? undefined : this.table.get(index);
    if (field === undefined) throw compressionFault('an index of no header');
    return field;
  }

  private integer(prefixBits: number): number {
    const prefix = 2 ** prefixBits - 1;
    let value = (this.block[this.at++] ?? 0) & prefix;
    if (value < prefix) return value;
    for (let shift = 0; shift <= INTEGER_SHIFT_MAX; shift += 7) {
      const byte = this.block[this.at++];
      if (byte === undefined) break;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw compressionFault('a number without end');
  }

  private text(): string {
    const isHuffman = (this.block[this.at] ?? 0) >= 0x80;
    const length = this.integer(7);
    const start = this.at;
    this.at += length;
    if (this.at > this.block.length) throw compressionFault('a text beyond the block');
    const text = isHuffman ? decodeHuffman(this.block, start, this.at) : this.block.toString('latin1', start, this.at);
    if (text === undefined) throw compressionFault('a text of no code');
    return text;
  }
}

const compressionFault = (message: string): ConnectionFault =>
  new ConnectionFault(ErrorCode.COMPRESSION_ERROR, message);

/** Gathers a request's headers and sees whether they may be. */
class HeaderList implements DecodedHeaders {
  readonly headers: Record<string, string | undefined> = Object.create(null);
  count = 0;
  private wasMalformed = false;
  private sawOrdinary = false;

  get isMalformed(): boolean {
    const { ':method': method, ':scheme': scheme, ':path': path } = this.headers;
    return this.wasMalformed || !method || !scheme || !path;
  }

  add([name, value]: HeaderField): void {
    this.count++;
    const known = this.headers[name];
    if (!this.mayBe(name, value) || (known !== undefined && name.startsWith(':'))) this.wasMalformed = true;
    this.headers[name] = known === undefined ? value : `${known}${name === 'cookie' ? ';' : ','} ${value}`;
  }

  private mayBe(name: string, value: string): boolean {
    if (name.startsWith(':')) return !this.sawOrdinary && PSEUDO_HEADERS.has(name) && VALUE.test(value);
    this.sawOrdinary = true;
    if (OF_CONNECTIONS.has(name) || (name === 'te' && value !== 'trailers')) return false;
    return NAME.test(name) && VALUE.test(value);
  }
}
