import type { ProblemCode } from './problem-kinds.js';

export interface Explanation {
  readonly why: string;
  readonly mend: string;
  /** Members of the problem beside the standard ones. */
  readonly facts?: Readonly<Record<string, string>>;
}

const AGAIN =
  'Send the same request, with the same idempotency key, after `Retry-After` seconds: a repeat is harmless.';
const CUTOFF = { cutoff: 'The cutoff with all that it was computed from.' };
const SEATS = { asked: 'The seats that were asked for.' };
const STATUS = { subscriptionStatus: 'The status that it has now.' };

/** For whoever met one: why it happened, and what to do. A new code does not compile until it is explained. */
export const EXPLANATIONS: Readonly<Record<ProblemCode, Explanation>> = {
  'invalid-request': {
    why: 'The request is malformed: a field is missing, unknown, ill-typed or out of its bounds, or the body is not UTF-8 JSON.',
    mend: 'Correct what `errors` names and send it again. Nothing was changed.',
    facts: { errors: 'Each fault: `pointer` (RFC 6901, where it is) and `detail`.' },
  },
  'idempotency-key-missing': {
    why: 'A POST that changes something carries no `Idempotency-Key`; without one a repeat could order twice.',
    mend: 'Make a key for each command (a UUID does), keep it with your order, and send it with every repeat.',
  },
  unauthorized: {
    why: 'There is no API key, or it is unknown or was revoked; or a token has expired, was signed by somebody else, or lacks a claim.',
    mend: 'Send `Authorization: Bearer <key>` with a key that is valid, or a fresh token. `WWW-Authenticate` says what is wrong with a token.',
  },
  forbidden: {
    why: 'The key is valid, but its role may not do that.',
    mend: 'Use a key of one of the roles in `permitted`.',
    facts: { role: 'The role of the key.', permitted: 'The roles that may.' },
  },
  'not-found': {
    why: 'There is no such thing, or it belongs to a reseller that this key is not for. Read models may also be a moment behind.',
    mend: 'Check the id. After a write of your own, send its `position` as `Read-After`.',
    facts: { what: 'What was looked for; its id is beside it.' },
  },
  'method-not-allowed': {
    why: 'The address exists, but not for this method.',
    mend: 'Use one of `allow`.',
    facts: { allow: 'The methods of this address.' },
  },
  'token-issuer-unavailable': {
    why: 'The token is signed by a key that is not known here yet, and the issuer that could say does not answer.',
    mend: 'Come back after `Retry-After` seconds, or use an API key: those need no issuer.',
  },
  'too-many-webhooks': {
    why: 'The client has as many webhooks as it may have.',
    mend: 'Delete one that is not needed, or change it (`PUT`) instead of registering another.',
    facts: { webhooksMax: 'How many a client may have.' },
  },
  'request-timeout': { why: 'The request did not arrive whole in time.', mend: AGAIN },
  'request-too-large': {
    why: 'A JSON body may have 256 KiB, and a line of a bulk request 64 KiB.',
    mend: 'Send less at once: orders in bulk are lines of `POST /v1/commands`.',
  },
  'uri-too-long': { why: 'The address is longer than any of ours.', mend: 'Check its parameters.' },
  'unsupported-media-type': {
    why: 'The body is of a media type that this address does not take.',
    mend: 'Send it as `accepted` says.',
    facts: { accepted: 'The media type that is taken.' },
  },
  'headers-too-large': { why: 'The headers have more than 16 KiB together.', mend: 'Send fewer or shorter headers.' },
  'licenses-still-assigned': {
    why: 'Auto-renewal can only be disabled once no licence is assigned any more.',
    mend: 'Unassign every licence of the subscription, then disable.',
    facts: { assigned: 'How many are assigned.' },
  },
  'no-free-seat': {
    why: 'Every seat has a licence already, or a scheduled reduction leaves too few at renewal.',
    mend: 'Add seats, unassign a licence, or undo the reduction.',
    facts: { assigned: 'Licences.', seats: 'Seats now.', seatsAtRenewal: 'Seats from the next renewal.' },
  },
  'seats-below-assigned': {
    why: 'Fewer seats would remain at renewal than licences are assigned.',
    mend: 'Unassign licences first, or keep more seats.',
    facts: { ...SEATS, assigned: 'How many licences are assigned.' },
  },
  'not-active': {
    why: 'Only an active subscription can do that.',
    mend: 'Wait until the vendor activated it; one that ended, was replaced or closed stays so.',
    facts: STATUS,
  },
  'rebuild-under-way': {
    why: 'One of these projections has a rebuild that is reading, or that waits for its cut-over.',
    mend: 'Cut `rebuildId` over, cancel it, or wait for it.',
    facts: { rebuildId: 'The other rebuild.', rebuildStatus: 'Where it stands.' },
  },
  'not-possible-now': {
    why: 'A rebuild is cut over when it is ready, rolled back after that while its old tables are kept, cancelled before.',
    mend: 'Look at the rebuild; where its old tables are gone, rebuild again.',
    facts: { rebuildId: 'The rebuild.', rebuildStatus: 'Where it stands.' },
  },
  'projector-silent': {
    why: 'The leading projector does what was asked, and has not answered in time: it is down, or busy.',
    mend: AGAIN,
  },
  'cart-empty': {
    why: 'There is nothing in the cart, or it was checked out already.',
    mend: 'Place a plan in it; where `subscriptionId` is given, that is the order it became.',
    facts: { customerId: 'Whose cart.', subscriptionId: 'The subscription that it became, if it did.' },
  },
  'duplicate-customer': {
    why: 'Another customer of this reseller has the same name and postal code.',
    mend: 'Use that customer, or send `confirmDistinct: true` if this is somebody else.',
    facts: { existingCustomerId: 'The customer who has them.' },
  },
  'resubmission-not-possible': {
    why: 'Only an order that the vendor did not provision can be resubmitted, replaced or closed, and some vendor errors rule out a resubmission.',
    mend: 'Look at the status: replace or close where the vendor error can not be mended; otherwise wait for its answer.',
    facts: {
      ...STATUS,
      vendorError: 'What the vendor said, or null.',
      replacedBy: 'The order that took its place, if one did.',
    },
  },
  'no-renewal-follows': {
    why: 'Auto-renewal is disabled: what would hold from the next renewal never comes to be.',
    mend: 'Nothing can be done; order anew for the time behind `endsOn`.',
    facts: { endsOn: 'The last day of the subscription.' },
  },
  'plan-differs': {
    why: 'A listed plan keeps its attributes for ever; only its price may change.',
    mend: 'Send the attributes as they are listed, or list another product ID.',
    facts: { listed: 'The plan as it is listed.', differing: 'What differs.' },
  },
  'on-hold': {
    why: 'An operator holds what falls due for this subscription, to look into something. Nothing else changes meanwhile.',
    mend: 'Send it again once operations released it. Operations release with `POST /v1/ops/subscriptions/:id/release`.',
    facts: { heldSince: 'Since when.' },
  },
  'already-renewed': {
    why: 'The request was received in a term that has been followed by another. There are no refunds, so nothing puts that right any more.',
    mend: 'Disable as of now: it ends with the present term. Next time hold the due work first, then record what was received.',
    facts: { receivedAt: 'As it was said.', renewedAt: 'When the present term began.' },
  },
  'received-at-out-of-range': {
    why: 'A request is received between the activation of the subscription and now.',
    mend: 'Say an instant from `earliest` to `latest`, or leave `receivedAt` out.',
    facts: {
      receivedAt: 'As it was said.',
      earliest: 'The activation of the subscription.',
      latest: 'The present instant.',
    },
  },
  'refunds-not-permitted': {
    why: 'There are no returns and no refunds: the whole term is owed until its end.',
    mend: 'Nothing can be done; disable auto-renewal so that no further term follows.',
  },
  'disable-is-irrevocable': {
    why: 'Auto-renewal that was disabled stays so.',
    mend: 'Nothing can be done; order anew for the time behind the last term.',
  },
  'cutoff-passed': {
    why: 'The last permitted moment to end with this term has passed, and `ifLate` was `refuse`.',
    mend: 'Send `ifLate: "defer"`: the subscription then ends a term later.',
    facts: CUTOFF,
  },
  'plan-not-available': {
    why: 'The plan was never listed, or is withdrawn from sale.',
    mend: 'Choose one of `GET /v1/catalogue`.',
    facts: { productId: 'The plan that was asked for.' },
  },
  'csn-required': {
    why: 'Specialized plans are only for resellers whose CSN the vendor verified.',
    mend: 'Register the CSN with `PUT /v1/resellers/:id/csn` and wait until it is verified.',
    facts: { productId: 'The plan that was asked for.', csnStatus: "The status of the reseller's CSN." },
  },
  'seat-limit-exceeded': {
    why: 'That is more seats than the vendor allows for one subscription.',
    mend: 'Ask for at most `seatsMax`, or order a second subscription.',
    facts: { ...SEATS, seatsMax: 'The most that are allowed.' },
  },
  'start-date-out-of-range': {
    why: 'A start date lies between the day of the order and so many days later, as the policy says.',
    mend: 'Choose a day from `earliest` to `latest`, or leave it out.',
    facts: {
      startDate: 'As it was asked for.',
      earliest: 'The first permitted day.',
      latest: 'The last permitted day.',
    },
  },
  'customer-of-another-reseller': {
    why: 'A customer belongs to one reseller, for ever.',
    mend: 'Order through that reseller, or register a customer of your own.',
    facts: { customerId: 'The customer.' },
  },
  'not-a-term-switch': {
    why: 'A switch goes to the same product and support level in the other period, and to nothing else.',
    mend: 'Take the matching plan out of the catalogue.',
    facts: { productId: 'The plan that was asked for.', present: 'The plan that it has now.' },
  },
  'seats-above-present': {
    why: 'A reduction to more seats than there are is none.',
    mend: 'Ask for fewer; more seats are added with `POST /v1/subscriptions/:id/seats`.',
    facts: { ...SEATS, seats: 'The seats that there are.' },
  },
  'idempotency-key-reused': {
    why: 'This key was used before with another request: another command, path or payload.',
    mend: 'Take a new key for a new command; keep the old one for repeats of the very same.',
  },
  busy: { why: 'Others changed the same thing again and again for two seconds.', mend: AGAIN },
  'event-store-unavailable': {
    why: 'The event store does not answer; whether anything changed is not known.',
    mend: AGAIN,
  },
  'vault-unavailable': { why: 'The vault of personal data does not answer. Nothing was changed.', mend: AGAIN },
  'read-models-unavailable': {
    why: 'The database of the queries does not answer. Orders are taken all the same.',
    mend: 'Ask again after `Retry-After` seconds.',
  },
  timeout: {
    why: 'There was no answer in time, a query asked for more than can be looked at in one, or the process is about to end.',
    mend: AGAIN,
  },
  'not-caught-up': {
    why: 'The read models did not reach the position of `Read-After` within the time that a query waits.',
    mend: 'Ask again after `Retry-After` seconds; what was written is safe.',
    facts: { reached: 'The position that they have reached.', waitedMs: 'How long was waited, in milliseconds.' },
  },
  overloaded: { why: 'There is more under way than can be done in time. Nothing was begun.', mend: AGAIN },
  'rate-limited': {
    why: 'This key sends more than its share, or has too much under way at once. Nothing was begun.',
    mend: `${AGAIN} The \`RateLimit\` headers say what is left.`,
  },
  'revision-mismatch': {
    why: 'It is at another revision than `If-Match` says: somebody changed it meanwhile. Nothing was changed.',
    mend: 'Read it again, decide again, and send the new `ETag`.',
    facts: { revision: 'The revision that it is at; null when there is none.' },
  },
  'personal-data-erased': {
    why: 'The personal data of this customer or subscription was erased for good, and its key with it.',
    mend: 'Nothing new can be kept under the same id: register the customer under another one.',
    facts: { subject: 'Whose personal data it was.' },
  },
  'internal-error': {
    why: 'Something is wrong on our side; it was logged under the request id.',
    mend: `${AGAIN} If it stays, tell us the \`X-Request-Id\` of the answer.`,
  },
  'too-many-followers': {
    why: 'As many as this process can serve wait for events or stream them.',
    mend: 'Come back after `Retry-After` seconds, or ask for pages without `wait`.',
  },
  'too-many-readings': {
    why: 'Exports and checks read the whole history, and as many as this process lets run are under way.',
    mend: 'Come back after `Retry-After` seconds.',
  },
  'history-cut': {
    why: 'The event store has no event where the newest anchor ended: it was cut, or restored from an older backup.',
    mend: 'Check the anchors (`ops anchors check`), find out who changed the store, and restore it from a backup that has the anchor.',
  },
  'signing-key-unavailable': {
    why: 'The key file that signs audit files and anchors can neither be read nor made.',
    mend: 'Give the process a readable `AUDIT_KEY_FILE`, or a `DATA_DIR` in which it may write.',
  },
  'clock-stopped': {
    why: 'The sandbox clock stopped half-way.',
    mend: 'Read the clock, and move it again to the same instant.',
  },
  'clock-move-failed': {
    why: 'The work that was due on the way could not all be done; the clock stands where it came to.',
    mend: 'Move it again to the same instant: what is done is done once.',
  },
  'clock-move-goes-on': {
    why: 'Nobody waits for the move any longer; it is finished all the same.',
    mend: 'Read the clock until it shows the instant.',
  },
  'clock-never-back': {
    why: 'The sandbox clock only goes forward.',
    mend: 'Move it to an instant behind `now`.',
    facts: { now: 'What it shows.' },
  },
};
