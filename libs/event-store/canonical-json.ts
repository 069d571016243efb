/** What a value comes to; undefined where JSON has no word for it. */
type Json = string | undefined;

/** Half of a surrogate pair on its own: no UTF-8 can say it. */
const LONE_SURROGATE = /\p{Cs}/u;
/** Nothing in it that JSON escapes: nearly every name and value, and a quarter of the time that JSON.stringify takes to see it. */
const SAYS_ITSELF = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Each is compared with half of those before it, which for more takes longer than sorting. */
const FEW_NAMES_MAX = 20;

/**
 * RFC 8785: one JSON for one value, whoever writes it. Ours and not the `canonicalize` package's, which a test holds it
 * to: each command needs it five times, and the package took a tenth of all its time.
 * @throws Error for what JSON can't say (undefined, NaN, half a surrogate pair).
 */
export function canonicalJson(value: unknown): string {
  const json = jsonOf(value);
  if (json === undefined) throw new Error('This value has no JSON');
  return json;
}

function jsonOf(value: unknown): Json {
  if (typeof value === 'string') return jsonOfText(value);
  if (typeof value === 'number') return jsonOfNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item) ?? 'null').join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return jsonOf(value.toJSON());
  return jsonOfObject(value as Readonly<Record<string, unknown>>);
}

function jsonOfNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no JSON`);
  return String(value === 0 ? 0 : value);
}

function jsonOfText(text: string): string {
  if (SAYS_ITSELF.test(text)) return `"${text}"`;
  const json = JSON.stringify(text);
  // Half a pair would have been escaped, and the JSON be longer for it.
  if (json.length !== text.length + 2 && LONE_SURROGATE.test(text))
    throw new Error('Half a surrogate pair has no JSON');
  return json;
}

function jsonOfObject(value: Readonly<Record<string, unknown>>): string {
  let json = '';
  for (const name of inOrder(Object.keys(value))) {
    const member = jsonOf(value[name]);
    if (member !== undefined) json += `${json === '' ? '' : ','}${jsonOfText(name)}:${member}`;
  }
  return `{${json}}`;
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
