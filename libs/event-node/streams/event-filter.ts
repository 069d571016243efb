import { type EventFrame, eventTypeOf, streamNameOf } from '../protocol/event-frame.js';
import { handlerFault } from '../protocol/grpc-status.js';
import type { FilterRequest } from '../protocol/read-requests.js';

export type EventFilter = (frame: EventFrame) => boolean;

/** A pattern longer than any sensible one; compiling costs memory. */
const PATTERN_CHARACTERS_MAX = 10_000;

/** @throws GrpcFault when the regular expression is none. */
export function compileFilter(request: FilterRequest): EventFilter {
  const subject = request.on === 'stream' ? streamNameOf : eventTypeOf;
  const { regex, prefixes } = request;
  if (regex !== undefined) {
    const pattern = compileRegex(regex);
    return (frame) => pattern.test(subject(frame));
  }
  return (frame) => {
    const text = subject(frame);
    return prefixes.some((prefix) => text.startsWith(prefix));
  };
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
