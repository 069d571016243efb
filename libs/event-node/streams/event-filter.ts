import { type Bounds, eventTypeBounds, streamNameBounds } from '../protocol/event-frame.js';
import { handlerFault } from '../protocol/grpc-status.js';
import type { FilterRequest } from '../protocol/read-requests.js';
import type { EventSelection } from '../storage/event-storage.js';

export type EventFilter = EventSelection;

/** A pattern longer than any sensible one; compiling costs memory. */
const PATTERN_CHARACTERS_MAX = 10_000;

/** @throws GrpcFault when the regular expression is none. */
export function compileFilter(request: FilterRequest): EventFilter {
  const boundsOf = request.on === 'stream' ? streamNameBounds : eventTypeBounds;
  const { regex, prefixes } = request;
  if (regex !== undefined) {
    const pattern = compileRegex(regex);
    return (frame) => {
      const { start, end } = boundsOf(frame);
      return pattern.test(frame.toString('utf8', start, end));
    };
  }
  const wanted = prefixes.map((prefix) => Buffer.from(prefix, 'utf8'));
  return (frame) => {
    const bounds = boundsOf(frame);
    return wanted.some((prefix) => startsWith(frame, bounds, prefix));
  };
}

/** Byte by byte: most events are passed over, and making a text of each costs more than looking at it. */
function startsWith(frame: Buffer, { start, end }: Bounds, prefix: Buffer): boolean {
  if (prefix.length > end - start) return false;
  for (let at = 0; at < prefix.length; at++) if (frame[start + at] !== prefix[at]) return false;
  return true;
}

/** .NET's flags that JavaScript knows too; `n` and `x` change what a pattern means and are refused. */
const INLINE_FLAGS = /^\(\?([ims]+)\)/;

/** Clients send .NET expressions: what is written otherwise in JavaScript and common in filters is translated. */
function compileRegex(source: string): RegExp {
  if (source.length > PATTERN_CHARACTERS_MAX) throw handlerFault();
  const flags = INLINE_FLAGS.exec(source)?.[1] ?? '';
  const translated = source
    .replace(INLINE_FLAGS, '')
    .replace(/\(\?'([A-Za-z_]\w*)'/g, '(?<$1>')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '(?![\\s\\S])')
    .replaceAll('\\Z', '(?=\\n?(?![\\s\\S]))');
  try {
    return new RegExp(translated, [...new Set(flags)].join(''));
  } catch {
    throw handlerFault();
  }
}
