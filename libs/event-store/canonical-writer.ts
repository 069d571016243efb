/** Half of a surrogate pair on its own: no UTF-8 can say it. */
const LONE_SURROGATE = /\p{Cs}/u;
/** Nothing in it that JSON escapes, and a byte for each character. */
const SAYS_ITSELF = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
/** Shorter texts are written character by character: a call out of JavaScript takes longer. */
const SHORT_MAX = 40;

/** Each is compared with half of those before it, which for more takes longer than sorting. */
const FEW_NAMES_MAX = 20;

/** Most of what is written takes a tenth of it. More is made room for when it comes, and given back. */
const ROOM_BYTES = 32 * 1024;
/** UTF-8 takes at most so many bytes for one unit of JavaScript's text. */
const BYTES_PER_UNIT_MAX = 3;
/** Quotation marks, a comma, a colon, brackets, a number: what is written beside a text. */
const AROUND_BYTES = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;
const [COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Writes RFC 8785 JSON as the bytes that are hashed and stored, all in one place: as text put together of its parts it
 * took a fifth of all the memory that a command asks for, and its clearing away.
 */
export class CanonicalWriter {
  private bytes: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  private at = 0;

  /** Forgets what was written. */
  begin(): void {
    this.at = 0;
    if (this.bytes.length > ROOM_BYTES) this.bytes = Buffer.allocUnsafeSlow(ROOM_BYTES);
  }

  /** Bytes written. */
  get length(): number {
    return this.at;
  }

  /** What is written, until more is. */
  written(from = 0, to = this.at): Buffer {
    return this.bytes.subarray(from, to);
  }

  text(): string {
    return this.bytes.toString('utf8', 0, this.at);
  }

  /** JSON that is canonical already. */
  json(json: string): void {
    this.makeRoom(json.length);
    if (json.length > SHORT_MAX || !this.short(json, true)) this.at += this.bytes.write(json, this.at, 'utf8');
  }

  /** @throws Error for what JSON can't say. */
  value(value: unknown): void {
    if (!this.any(value)) throw new Error('This value has no JSON');
  }

  /** @returns false, and nothing is written, where JSON has no word for it. */
  private any(value: unknown): boolean {
    if (typeof value === 'string') return this.string(value);
    if (typeof value === 'number') return this.number(value);
    if (typeof value !== 'object' || value === null) return this.literal(JSON.stringify(value));
    if (Array.isArray(value)) return this.list(value);
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.any(value.toJSON());
    return this.object(value as Readonly<Record<string, unknown>>);
  }

  private literal(json: string | undefined): boolean {
    if (json !== undefined) this.json(json);
    return json !== undefined;
  }

  private number(value: number): boolean {
    if (!Number.isFinite(value)) throw new Error(`${value} has no JSON`);
    return this.literal(String(value === 0 ? 0 : value));
  }

  private list(items: readonly unknown[]): boolean {
    this.sign(OPEN_LIST);
    for (let index = 0; index < items.length; index += 1) {
      if (index > 0) this.sign(COMMA);
      if (!this.any(items[index])) this.json('null');
    }
    return this.sign(CLOSE_LIST);
  }

  private object(value: Readonly<Record<string, unknown>>): boolean {
    this.sign(OPEN_OBJECT);
    const begun = this.at;
    for (const name of inOrder(Object.keys(value))) {
      const before = this.at;
      if (before > begun) this.sign(COMMA);
      this.string(name);
      this.sign(COLON);
      if (!this.any(value[name])) this.at = before;
    }
    return this.sign(CLOSE_OBJECT);
  }

  private string(text: string): boolean {
    this.makeRoom(text.length);
    const before = this.at;
    this.sign(QUOTE);
    if (text.length <= SHORT_MAX) {
      if (this.short(text, false)) return this.sign(QUOTE);
    } else if (SAYS_ITSELF.test(text)) {
      this.at += this.bytes.write(text, this.at, 'latin1');
      return this.sign(QUOTE);
    }
    this.at = before;
    return this.escaped(text);
  }

  private escaped(text: string): boolean {
    const json = JSON.stringify(text);
    // Half a pair would have been escaped, and the JSON be longer for it.
    if (json.length !== text.length + 2 && LONE_SURROGATE.test(text))
      throw new Error('Half a surrogate pair has no JSON');
    this.makeRoom(json.length);
    this.at += this.bytes.write(json, this.at, 'utf8');
    return true;
  }

  /** Byte by byte. @returns false, and nothing is written, where a character has to be said in another way. */
  private short(text: string, isJson: boolean): boolean {
    const { bytes, at } = this;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < FIRST_PRINTABLE || code > LAST_PRINTABLE) return false;
      if (!isJson && (code === QUOTE || code === BACKSLASH)) return false;
      bytes[at + index] = code;
    }
    this.at = at + text.length;
    return true;
  }

  private sign(code: number): true {
    if (this.at === this.bytes.length) this.makeRoom(0);
    this.bytes[this.at] = code;
    this.at += 1;
    return true;
  }

  private makeRoom(units: number): void {
    const needed = this.at + units * BYTES_PER_UNIT_MAX + AROUND_BYTES;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

/** In the order of their UTF-16 units, which is how JavaScript compares text. Few are put in place one by one, without the copies of `sort`. */
function inOrder(names: string[]): readonly string[] {
  if (names.length > FEW_NAMES_MAX) return names.sort();
  for (let next = 1; next < names.length; next += 1) {
    const name = names[next] as string;
    let place = next;
    for (; place > 0 && (names[place - 1] as string) > name; place -= 1) names[place] = names[place - 1] as string;
    names[place] = name;
  }
  return names;
}
