import { addressOfStream } from '../history/address-of-stream.js';

/** The page about what an event of the feed is of (`subscription/6f1c…`); undefined where there is none. */
export const addressOfSubject = (subject: string): string | undefined =>
  addressOfStream(subject.replace('/', '-').replace(/^service-plan-/, 'plan-'));
