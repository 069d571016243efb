/** Events read in one go from the store. */
export const READ_EVENTS_MAX = 1_000;
/** Events that one request looks at for those that its key may see; behind them the caller goes on with another. */
export const SCANNED_EVENTS_MAX = 20_000;
/** The newest events, at hand for all who follow: about ten megabytes, some seconds at full speed. */
export const RECENT_EVENTS_MAX = 5_000;
/** Before the live subscription is tried again when it made no progress. */
export const RESUBSCRIBE_MS = 500;
