/** Bytes of a JSON body: a hundred times the largest honest command. */
export const JSON_BODY_BYTES_MAX = 256 * 1024;
/** Bytes of one bulk line. */
export const BULK_LINE_BYTES_MAX = 64 * 1024;
/**
 * Bulk lines of all requests decided side by side while nobody else asks for anything: what so many share (a commit of
 * the vault, one of the event store, a turn of the event loop) costs each of them a third less than of 128. All of them
 * together take a tenth of a second.
 */
export const BULK_IN_FLIGHT_MAX = 512;
/**
 * While others do: twice of what one key has under way by HTTP, and few enough to leave the store to them too (their
 * answers take 30 ms beside them, not 20).
 */
export const BULK_IN_FLIGHT_BESIDE_OTHERS_MAX = 128;
/** For so long after a request began, another one is expected. */
export const INTERACTIVE_FOR_MS = 1_000;
/**
 * Bulk lines read ahead of the one that is answered next: their answers wait in memory, and a caller that does not read
 * stops us here. Half as many again as are decided are ready to be; more would only grow old in memory.
 */
export const BULK_READ_AHEAD_MAX = 768;
/** Bulk answers written in one go: some tens of kilobytes. */
export const BULK_ANSWERS_AT_ONCE = 64;
/** Bulk lines read in one go, some milliseconds: then everybody else has a turn. */
export const BULK_READ_AT_ONCE = 64;
/** Bulk lines in a row that found the store or the vault away: the rest is not tried, for each would wait as long. */
export const BULK_OUTAGES_MAX = 64;
/** Requests under way at once: several hundred more would finish no sooner, and wait for each other a tenth of a second. */
export const IN_FLIGHT_MAX = 256;
/** Of one key: twice what a busy client needs, and half of the places stay for others. */
export const IN_FLIGHT_PER_KEY_MAX = 128;
/**
 * With more under way than a busy client has, an admitted request waits until all that have arrived are looked at: who is
 * refused hears of it before the work of those that are not.
 */
export const CROWDED_FROM = 64;
/** Beside those, for keys of operations and admins: a flood of orders leaves them room to see it and to act. */
export const IN_FLIGHT_RESERVED = 32;
/** Requests whose answers take as long as they take (bulk, the clock): each may hold a body and many lines. */
export const LONG_IN_FLIGHT_MAX = 32;
export const LONG_IN_FLIGHT_PER_KEY_MAX = 16;
export const LONG_IN_FLIGHT_RESERVED = 4;
/** Characters of a path parameter: an idempotency key of 255 with every character percent-encoded. */
export const PATH_PARAMETER_CHARACTERS_MAX = 3 * 255;
/** Bytes of a refused body that are read all the same, so that the caller gets to read why. */
export const THROWN_AWAY_BYTES_MAX = 64 * 1024 * 1024;
/** Bytes of all request headers together. */
export const HEADER_BYTES_MAX = 16 * 1024;

/** A whole request has to arrive within this, also over a slow line; a bulk may take its time. */
export const REQUEST_RECEIVED_MS_MAX = 60_000;
/** Its headers within this. */
export const HEADERS_RECEIVED_MS_MAX = 15_000;
/** Longer than the 60 s after which common load balancers let go of an idle connection, so that they do it first. */
export const KEEP_ALIVE_MS = 72_000;
/** A connection on which nothing moves for so long is given up. */
export const CONNECTION_SILENT_MS_MAX = 120_000;
/** No answer takes longer, but for bulk and the clock: commands and queries give up earlier by themselves. */
export const ANSWER_MS_MAX = 30_000;
/** How long a query waits for the read models to catch up: some hundred times what they usually take. */
export const CATCH_UP_MS_MAX = 5_000;
/** How long a stop waits for what is in flight; less than the process has to end. */
export const DRAIN_MS_MAX = 7_000;
/** How often a stop looks for connections that have nothing more to say. */
export const CLOSE_IDLE_EVERY_MS = 50;
/** What a caller is told to wait after a 503. */
export const RETRY_AFTER_SECONDS = 1;
