/** Events of a page when nobody asks for another number, and at most: some megabytes of JSON. */
export const PAGE_EVENTS_DEFAULT = 100;
export const PAGE_EVENTS_MAX = 1_000;
/** Seconds of a long poll: an answer is due in 30, and common proxies give up at 30 too. */
export const WAIT_SECONDS_MAX = 25;
/** Who waits or streams in this process at once: each has a connection, and the work of each event is done for each. */
export const FOLLOWERS_MAX = 500;
/** So often a stream says that it is still there, and how far it is. */
export const HEARTBEAT_MS = 10_000;
/** A reader that takes nothing for so long is dropped; it comes back with its last position. */
export const SLOW_READER_MS_MAX = 20_000;
/** A stream ends after so long, and its reader comes back: so a key that was revoked is asked for again. */
export const STREAM_MS_MAX = 120_000;
/** What a reader of a stream waits before it comes back. */
export const COME_BACK_MS = 1_000;
