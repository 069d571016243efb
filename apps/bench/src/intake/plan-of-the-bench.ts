/** So many operations under way, everywhere. */
export const IN_FLIGHT = 64;
/** Existing streams that commands go to in one run: each gets few commands, so that its ten events stay about ten. */
export const STREAMS = 1_024;
export const EVENTS_PER_STREAM = 10;
/** The store and its client are at their speed after this, the compiler included: what is measured runs for days. */
export const WARM_SECONDS = 3;
/** The whole way through HTTP is more code, and the last of it is compiled later. */
export const HTTP_WARM_SECONDS = 8;
/** Only what takes lines apart is new to a server that has answered HTTP. */
export const BULK_WARM_SECONDS = 5;
/** A server without a handler has little to compile. */
export const EMPTY_WARM_SECONDS = 1;
export const MEASURED_SECONDS = 2;

/** An event as the store has it: what the others append is exactly as large. */
export interface SampleEvent {
  readonly type: string;
  readonly data: object;
  readonly metadata: object;
}

export interface Sample {
  /** All ten of one stream. */
  readonly stream: readonly SampleEvent[];
  /** What the measured command appends. */
  readonly appended: SampleEvent;
}

export interface Speed {
  readonly perSecond: number;
}
