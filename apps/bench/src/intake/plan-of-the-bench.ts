/** So many operations under way, everywhere. */
export const IN_FLIGHT = 64;
/** Existing streams that commands go to, of ten events each: warm-up and rounds add some thirty to each. */
export const STREAMS = 3_072;
export const EVENTS_PER_STREAM = 10;
/** How often each is measured. */
export const ROUNDS = 7;

/** A load and what is measured of it, in seconds. */
export interface Window {
  /** Before it is measured. */
  readonly warmSeconds: number;
  readonly measuredSeconds: number;
}

const warmedFor = (warmSeconds: number): Window => ({ warmSeconds, measuredSeconds: 0 });

/** Once, before the rounds: then store and client are at their speed, the compiler included, for what is measured runs for days. */
export const WARM_UP = warmedFor(3);
/** The whole way through HTTP is more code, and the last of it is compiled later. */
export const HTTP_WARM_UP = warmedFor(8);
/** Only what takes lines apart is new to a server that has answered HTTP. */
export const BULK_WARM_UP = warmedFor(5);
/** A server without a handler has little to compile. */
export const EMPTY_WARM_UP = warmedFor(1);

/** In each round: until as much is under way as there will be, and then. */
export const IN_A_ROUND: Window = { warmSeconds: 0.5, measuredSeconds: 1.5 };
/** The load generator's seconds are whole ones. */
export const HTTP_IN_A_ROUND: Window = { warmSeconds: 1, measuredSeconds: 2 };

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
