/** What of a stream's metadata has an effect: how much of the stream readers see. */
export interface StreamMetadata {
  /** Only so many of the last events are seen. */
  readonly maxCount: number | undefined;
  /** Events older than so many seconds are not seen. */
  readonly maxAgeSeconds: number | undefined;
  /** Events before this revision are not seen; `SOFT_DELETED` for all of them, for ever. */
  readonly truncateBefore: number | undefined;
}

export const NO_METADATA: StreamMetadata = { maxCount: undefined, maxAgeSeconds: undefined, truncateBefore: undefined };

/** What a soft delete sets `$tb` to: 2^63 - 1, which no JavaScript number is. */
export const SOFT_DELETED = Number.POSITIVE_INFINITY;
export const SOFT_DELETED_METADATA = '{"$tb":9223372036854775807}';
const TB_MAX = 9_223_372_036_854_775_807n;
const INT_32_MAX = 2_147_483_647;
/** TimeSpan.MaxValue in seconds: the real server takes no more. */
const MAX_AGE_SECONDS_MAX = 922_337_203_685;

export const METADATA_STREAM_PREFIX = '$$';
export const METADATA_EVENT_TYPE = '$metadata';
export const metadataStreamOf = (streamName: string): string => METADATA_STREAM_PREFIX + streamName;
export const isMetadataStream = (streamName: string): boolean => streamName.startsWith(METADATA_STREAM_PREFIX);
export const streamOfMetadata = (metadataStream: string): string => metadataStream.slice(METADATA_STREAM_PREFIX.length);

export const isSoftDeleted = (metadata: StreamMetadata): boolean => metadata.truncateBefore === SOFT_DELETED;

const INTEGER = /^-?\d+$/;
const ACL_KEYS: ReadonlySet<string> = new Set(['$r', '$w', '$d', '$mr', '$mw']);

/**
 * As strict as the real server: one value of a wrong kind and the whole metadata has no effect; a number that is well
 * formed but makes no sense (0, -1) has none by itself.
 */
export function parseStreamMetadata(text: string): StreamMetadata {
  const members = topLevelMembers(text.replace(/^\ufeff/, ''));
  if (members === undefined) return NO_METADATA;
  const integers = ['$maxCount', '$maxAge', '$tb', '$cacheControl'].map((key) => members.get(key));
  if (integers.some((raw) => raw !== undefined && !INTEGER.test(raw))) return NO_METADATA;
  const acl = members.get('$acl');
  if (acl !== undefined && !isAcl(JSON.parse(acl))) return NO_METADATA;
  const within = (key: string, min: number, max: number): number | undefined => {
    const raw = members.get(key);
    const value = raw === undefined ? undefined : Number(raw);
    return value !== undefined && value >= min && value <= max ? value : undefined;
  };
  const tb = members.get('$tb');
  return {
    maxCount: within('$maxCount', 1, INT_32_MAX),
    maxAgeSeconds: within('$maxAge', 1, MAX_AGE_SECONDS_MAX),
    truncateBefore: tb === undefined ? undefined : truncateBeforeOf(BigInt(tb)),
  };
}

function truncateBeforeOf(value: bigint): number | undefined {
  if (value < 0n || value > TB_MAX) return undefined;
  return value === TB_MAX ? SOFT_DELETED : Number(value);
}

const isRole = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((role) => typeof role === 'string'));

const isAcl = (acl: unknown): boolean =>
  typeof acl === 'object' &&
  acl !== null &&
  !Array.isArray(acl) &&
  Object.entries(acl).every(([key, value]) => ACL_KEYS.has(key) && isRole(value));

/** A JSON object's members with their values' source text (JSON.parse would hide `2.0`); a later key counts. */
function topLevelMembers(text: string): Map<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  } catch {
    return undefined;
  }
  const members = new Map<string, string>();
  let at = text.indexOf('{') + 1;
  while (at < text.length) {
    at = skipBlank(text, at);
    if (text[at] !== '"') break;
    const keyEnd = endOfValue(text, at);
    const valueStart = skipBlank(text, text.indexOf(':', keyEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    members.set(JSON.parse(text.slice(at, keyEnd)), text.slice(valueStart, valueEnd));
    at = skipBlank(text, valueEnd) + 1;
  }
  return members;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? '.')) at++;
  return at;
}

/** The end of the JSON value that begins here; the text is known to be valid. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (depth > 0) continue;
    else if (!/[-+.\w]/.test(character)) return at;
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at + 1;
    if (depth < 0) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/**
 * The metadata that brings a soft-deleted stream back: what was there, its old events still cut off.
 * @returns undefined when what was there is no JSON object.
 */
export function restoredMetadata(text: string, truncateBefore: number): string | undefined {
  const members = topLevelMembers(text.replace(/^\ufeff/, ''));
  if (members === undefined) return undefined;
  members.set('$tb', `${truncateBefore}`);
  return `{${[...members].map(([key, raw]) => `${JSON.stringify(key)}:${raw}`).join(',')}}`;
}
