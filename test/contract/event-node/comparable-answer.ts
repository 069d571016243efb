/** Every position by its event's name; those of no known event alike. */
export function named(value: unknown, nameOf: (position: bigint) => string | undefined): unknown {
  if (typeof value === 'bigint') return nameOf(value) ?? ELSEWHERE;
  if (Array.isArray(value)) return value.map((one) => named(one, nameOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, named(one, nameOf)]));
}

/** A position of no event, or of another question's. */
const ELSEWHERE = '<elsewhere>';
const MADE_BY_SERVER = '<made by the server>';
const ELSEWHERE_RECORDED = /^(<[^@]|max|0$)/;
const IDS: ReadonlySet<string> = new Set(['structured', 'string', 'subscription_id']);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Without what is another one each time: times, the server's address, and the recordings' many names for the unknown. */
export function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => comparable(one));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, comparable(one, name)]));
  if (key === 'created' || key === 'time_stamp') return '<ticks>';
  if (key === 'address' || key === 'port') return '<where>';
  if (typeof value !== 'string') return value;
  if (key.endsWith('_position') && ELSEWHERE_RECORDED.test(value)) return ELSEWHERE;
  return IDS.has(key) && value.startsWith('<uuid') ? MADE_BY_SERVER : value;
}

/** What came, with the recording's word wherever that says no more than that there is something. */
export function inTheWordsOf(recorded: unknown, given: unknown): unknown {
  if ((recorded === ELSEWHERE || recorded === MADE_BY_SERVER) && typeof given === 'string') return recorded;
  if (Array.isArray(recorded) && Array.isArray(given))
    return given.map((one, place) => inTheWordsOf(recorded[place], one));
  if (!isObject(recorded) || !isObject(given) || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, inTheWordsOf(recorded[name], one)]));
}

export function inAnyOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(inAnyOrder).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inAnyOrder(one)]));
}

/** The answers without these parts of them. */
export function without(parts: readonly string[], value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => without(parts, one));
  if (!isObject(value)) return value;
  const others = Object.entries(value).filter(([name]) => !parts.includes(name));
  return Object.fromEntries(others.map(([name, one]) => [name, without(parts, one)]));
}
