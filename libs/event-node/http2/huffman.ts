/** Ends a string: must not come within it. */
const END_OF_STRING = 256;

/**
 * The code of RFC 7541, appendix B, is canonical: how many bits each symbol takes says all. Symbols by number of bits, in
 * the order of their codes; `a-b` stands for all from one to the other.
 */
const SYMBOLS_BY_BITS: Readonly<Record<number, string>> = {
  5: '48-50 97 99 101 105 111 115 116',
  6: '32 37 45-47 51-57 61 65 95 98 100 102-104 108-110 112 114 117',
  7: '58 66-87 89 106 107 113 118-122',
  8: '38 42 44 59 88 90',
  10: '33 34 40 41 63',
  11: '39 43 124',
  12: '35 62',
  13: '0 36 64 91 93 126',
  14: '94 125',
  15: '60 96 123',
  19: '92 195 208',
  20: '128 130 131 162 184 194 224 226',
  21: '153 161 167 172 176 177 179 209 216 217 227 229 230',
  22: '129 132-134 136 146 154 156 160 163 164 169 170 173 178 181 185-187 189 190 196 198 228 232 233',
  23: '1 135 137-141 143 147 149-152 155 157 158 165 166 168 174 175 180 182 183 188 191 197 231 239',
  24: '9 142 144 145 148 159 171 206 215 225 236 237',
  25: '199 207 234 235',
  26: '192 193 200-202 205 210 213 218 219 238 240 242 243 255',
  27: '203 204 211 212 214 221-223 241 244-248 250-254',
  28: '2-8 11 12 14-21 23-31 127 220 249',
  30: '10 13 22 256',
};

/** A tree in pairs: for each bit the next pair, or the symbol as `-1 - symbol`. */
const TREE = buildTree();

function buildTree(): Int16Array {
  const tree: number[] = [0, 0];
  let code = 0;
  let codeBits = 0;
  for (const [bits, symbols] of Object.entries(SYMBOLS_BY_BITS))
    for (const symbol of symbolsIn(symbols)) {
      code *= 2 ** (Number(bits) - codeBits);
      codeBits = Number(bits);
      put(tree, code++, codeBits, symbol);
    }
  return Int16Array.from(tree);
}

function symbolsIn(text: string): number[] {
  return text.split(' ').flatMap((range) => {
    const [from = 0, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, n) => from + n);
  });
}

function put(tree: number[], code: number, bits: number, symbol: number): void {
  let at = 0;
  for (let bit = bits - 1; bit > 0; bit--) {
    const slot = at + (Math.floor(code / 2 ** bit) & 1);
    if (tree[slot] === 0) {
      tree[slot] = tree.length;
      tree.push(0, 0);
    }
    at = tree[slot] ?? 0;
  }
  tree[at + (code & 1)] = -1 - symbol;
}

/** Padding is shorter than a byte and all ones. */
const PADDING_BITS_MAX = 7;

/** @returns undefined when it is no string of this code. */
export function decodeHuffman(source: Uint8Array, start: number, end: number): string | undefined {
  let text = '';
  let at = 0;
  let bits = 0;
  let isOnes = true;
  for (let byte = start; byte < end; byte++) {
    const value = source[byte] ?? 0;
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (value >> shift) & 1;
      const next = TREE[at + bit] ?? 0;
      bits++;
      isOnes = isOnes && bit === 1;
      if (next >= 0) {
        at = next;
        continue;
      }
      if (next === -1 - END_OF_STRING) return undefined;
      text += String.fromCharCode(-1 - next);
      at = 0;
      bits = 0;
      isOnes = true;
    }
  }
  return isOnes && bits <= PADDING_BITS_MAX ? text : undefined;
}
