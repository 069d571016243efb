/** What goes out next. `atEnd`: nothing more is there now; a read is done, a subscription goes live. */
export interface Page {
  readonly frames: readonly Buffer[];
  readonly atEnd: boolean;
}

/** Events for one reader, a page at a time, so that nobody's read keeps the others waiting or fills the memory. */
export interface FrameSource {
  /** @throws GrpcFault when the read cannot go on. */
  next(): Page;
}

/** A page ends with the event that passes this: few writes for long reads, little memory for many. */
export const PAGE_BYTES_MAX = 128 * 1024;
/** Events looked at for a page, also where a filter lets none of them through: about 5 ms of work. */
export const PAGE_EVENTS_MAX = 1_000;
