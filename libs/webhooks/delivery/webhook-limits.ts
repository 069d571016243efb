/** One turn of a webhook: then others have theirs. */
export const TURN_MS_MAX = 10_000;
/** A process that died has its webhooks taken over after so long; */
export const LEASE_MS = 4_000;
/** one that lives says so this often. */
export const RENEW_EVERY_MS = 1_000;
/** Events looked at in one go. */
export const SCAN_EVENTS_MAX = 500;
/** Streams with something to tell: past that the history is the buffer. */
export const OPEN_LANES_MAX = 1_000;
/** Streams told side by side to one webhook; */
export const LANES_AT_ONCE = 8;
/** while it takes nothing, one of them finds out whether it does again. */
export const LANES_WHILE_FAILING = 1;
/** Looked up in one go. */
export const DUE_LANES_MAX = 100;
/** Took nothing for so long: nobody is there any more. */
export const FAILING_DAYS_MAX = 5;
/** Webhooks of one client. */
export const WEBHOOKS_PER_CLIENT_MAX = 20;
