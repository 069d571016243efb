import type { CustomerId, SubscriptionId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/instant.js';

/** Whose key was destroyed: what was sealed under it is unreadable for ever, here and in every copy. */
export type ErasedSubject = `customer:${CustomerId}` | `subscription:${SubscriptionId}`;

/** In the stream of the customer, or of the subscription whose support contact it was. */
export interface PersonalDataErased {
  readonly type: 'PersonalDataErased';
  readonly subject: ErasedSubject;
  /** Operations' own words; nothing personal belongs in it. */
  readonly reason: string;
  readonly erasedAt: Instant;
}

/** Nothing new can be sealed for whoever was erased, and nothing be ordered. */
export type PersonalDataErasedRefusal = {
  readonly code: 'personal-data-erased';
  readonly subject: ErasedSubject;
};
