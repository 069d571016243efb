import type { Scheduled, Subscription } from '../../api/answers.js';
import { asInstant } from '../../format/time.js';
import { counted } from '../../format/words.js';

/** What was filled in, by field. */
export type Given = Readonly<Record<string, string>>;

export interface ActionField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number' | 'instant' | 'choice' | 'long';
  readonly required?: boolean;
  readonly hint?: string;
  readonly min?: number;
  readonly max?: number;
  readonly options?: readonly (readonly [value: string, label: string])[];
  /** Filled in beforehand. */
  readonly first?: string;
}

export interface ActionRequest {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  /** Below `/v1`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Something that a person does to a subscription, with its reason. */
export interface Action {
  readonly name: string;
  readonly title: string;
  /** It can't be undone, or moves money. */
  readonly grave?: boolean;
  /** A button of the page's head, and not of a row. */
  readonly inHead?: boolean;
  readonly fields: readonly ActionField[];
  request(given: Given): ActionRequest;
  /** What will happen, in sentences. */
  tells(given: Given): readonly string[];
}

const SEATS_MAX = 999;

const numberIn = (given: Given, name: string): number => Number(given[name] ?? '');
const present = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));

/** Those that this subscription's state lets through; the api judges them again. */
export function actionsFor(subscription: Subscription, scheduled: Scheduled | undefined): readonly Action[] {
  const { status } = subscription;
  const isHeld = scheduled?.held !== null && scheduled !== undefined;
  if (status === 'not-provisioned') return [resubmit(subscription), replace(subscription), close(subscription)];
  if (status !== 'active') return [];
  if (isHeld) return [release(subscription), disable(subscription, true)];
  return [
    addSeats(subscription),
    ...(subscription.endsOn === null ? [reduceSeats(subscription)] : []),
    assign(subscription),
    unassign(subscription),
    hold(subscription),
    ...(subscription.endsOn === null ? [disable(subscription, false)] : []),
  ];
}

function hold({ subscriptionId, trackingId }: Subscription): Action {
  return {
    name: 'hold',
    title: 'Hold due work',
    inHead: true,
    fields: [],
    request: ({ reason }) => ({ method: 'POST', path: `/ops/subscriptions/${subscriptionId}/hold`, body: { reason } }),
    tells: () => [
      `Nothing of ${trackingId} falls due until it is released: no instalment, no cutoff, no renewal, no end.`,
      'Other commands on it are refused meanwhile, except recording a disable as received in time.',
      'The release settles what fell due, each as of its own due instant.',
    ],
  };
}

function release({ subscriptionId, trackingId }: Subscription): Action {
  return {
    name: 'release',
    title: 'Release',
    inHead: true,
    fields: [],
    request: ({ reason }) => ({
      method: 'POST',
      path: `/ops/subscriptions/${subscriptionId}/release`,
      body: { reason },
    }),
    tells: () => [
      `Due work of ${trackingId} goes on.`,
      'What fell due during the hold is settled at once, each as of its own due instant: that may charge, renew or end it.',
    ],
  };
}

function disable({ subscriptionId, cutoff, term, assignedLicenses }: Subscription, held: boolean): Action {
  return {
    name: 'disable',
    title: 'Disable auto-renewal',
    grave: true,
    inHead: true,
    fields: [
      {
        name: 'receivedAt',
        label: 'Received at (UTC)',
        kind: 'instant',
        hint: 'Only when our intake was down: the cutoff is judged as of then. Leave it empty for now.',
      },
      { name: 'evidence', label: 'Evidence', kind: 'text', hint: 'Where the request can be seen: a ticket, a mail.' },
      {
        name: 'ifLate',
        label: 'After the cutoff',
        kind: 'choice',
        options: [
          ['defer', 'let it hold for the next term end'],
          ['refuse', 'refuse it'],
        ],
        first: 'defer',
      },
    ],
    request: ({ reason, receivedAt, evidence, ifLate }) => ({
      method: 'POST',
      path: `/subscriptions/${subscriptionId}/disable-auto-renew`,
      body: present({ reason, receivedAt: asInstant(receivedAt), evidence, ifLate }),
    }),
    tells: ({ receivedAt }) => [
      'This can’t be undone.',
      receivedAt
        ? `Judged as the history shows it at ${asInstant(receivedAt)}.`
        : `Judged now${held ? ', against what is held' : ''}.`,
      cutoff === null || term === null
        ? 'No term has begun.'
        : `By ${cutoff.instant} (${cutoff.date} in ${cutoff.timeZone}) it ends on ${term.endDate}; later, it renews once more and the whole next term is owed.`,
      ...(assignedLicenses > 0
        ? [`${counted(assignedLicenses, 'licence')} assigned: it is refused until they are unassigned.`]
        : []),
    ],
  };
}

function addSeats({ subscriptionId, seats, term, seatsAtRenewal }: Subscription): Action {
  return {
    name: 'add-seats',
    title: 'Add seats',
    inHead: true,
    fields: [{ name: 'add', label: 'Seats to add', kind: 'number', required: true, min: 1, max: SEATS_MAX - seats }],
    request: (given) => ({
      method: 'POST',
      path: `/subscriptions/${subscriptionId}/seats`,
      body: { add: numberIn(given, 'add'), reason: given.reason },
    }),
    tells: (given) => {
      const add = numberIn(given, 'add');
      return [
        `${seats} seats become ${seats + add} at once, and ${seatsAtRenewal + add} at renewal.`,
        `They end with the term${term === null ? '' : ` on ${term.endDate}`} and are charged pro rata by day.`,
      ];
    },
  };
}

function reduceSeats({ subscriptionId, seats, assignedLicenses, term }: Subscription): Action {
  return {
    name: 'seats-at-renewal',
    title: 'Seats at renewal',
    inHead: true,
    fields: [
      {
        name: 'seats',
        label: 'Seats from the renewal on',
        kind: 'number',
        required: true,
        min: Math.max(1, assignedLicenses),
        max: seats,
      },
    ],
    request: (given) => ({
      method: 'PUT',
      path: `/subscriptions/${subscriptionId}/seats-at-renewal`,
      body: { seats: numberIn(given, 'seats'), reason: given.reason },
    }),
    tells: (given) => [
      numberIn(given, 'seats') === seats
        ? 'A reduction that was scheduled is undone.'
        : `All ${seats} seats stay until ${term?.endDate ?? 'the renewal'}; from then on there are ${given.seats}.`,
    ],
  };
}

function assign({ subscriptionId, seats, assignedLicenses }: Subscription): Action {
  return {
    name: 'assign',
    title: 'Assign licence',
    inHead: true,
    fields: [{ name: 'endUserId', label: 'End user', kind: 'text', required: true }],
    request: ({ endUserId = '', reason }) => ({
      method: 'PUT',
      path: `/subscriptions/${subscriptionId}/licenses/${encodeURIComponent(endUserId)}`,
      body: { reason },
    }),
    tells: ({ endUserId }) => [`${endUserId} holds one of the ${counted(seats - assignedLicenses, 'free seat')}.`],
  };
}

function unassign({ subscriptionId }: Subscription): Action {
  return {
    name: 'unassign',
    title: 'Unassign licence',
    fields: [{ name: 'endUserId', label: 'End user', kind: 'text', required: true }],
    request: ({ endUserId = '', reason }) => ({
      method: 'DELETE',
      path: `/subscriptions/${subscriptionId}/licenses/${encodeURIComponent(endUserId)}`,
      body: { reason },
    }),
    tells: ({ endUserId }) => [`${endUserId} holds no seat any more.`],
  };
}

type Order = Pick<Subscription, 'subscriptionId' | 'trackingId' | 'attempt' | 'poNumber'>;

const CORRECTIONS: readonly ActionField[] = [
  { name: 'poNumber', label: 'PO number', kind: 'text', hint: 'Empty: as it was.' },
  { name: 'quantity', label: 'Seats', kind: 'number', min: 1, max: SEATS_MAX, hint: 'Empty: as it was.' },
];

const correction = (given: Given) =>
  present({
    poNumber: given.poNumber,
    quantity: given.quantity ? numberIn(given, 'quantity') : undefined,
    reason: given.reason,
  });

export function resubmit({ subscriptionId, trackingId, attempt }: Order): Action {
  return {
    name: 'resubmit',
    title: 'Resubmit',
    inHead: true,
    fields: CORRECTIONS,
    request: (given) => ({
      method: 'POST',
      path: `/subscriptions/${subscriptionId}/resubmit`,
      body: correction(given),
    }),
    tells: () => [
      `Attempt ${attempt + 1} goes to the vendor under the same tracking ID ${trackingId}, at the price of the order.`,
    ],
  };
}

export function replace({ subscriptionId, trackingId }: Order): Action {
  return {
    name: 'replace',
    title: 'Replace',
    grave: true,
    inHead: true,
    fields: CORRECTIONS,
    request: (given) => ({
      method: 'POST',
      path: `/subscriptions/${subscriptionId}/replace`,
      body: correction(given),
    }),
    tells: () => [
      `A fresh order with a new tracking ID takes the place of ${trackingId}, at the present price. Both are linked.`,
    ],
  };
}

export function close({ subscriptionId, trackingId }: Order): Action {
  return {
    name: 'close',
    title: 'Close',
    grave: true,
    inHead: true,
    fields: [],
    request: ({ reason }) => ({ method: 'POST', path: `/subscriptions/${subscriptionId}/close`, body: { reason } }),
    tells: () => [`${trackingId} is given up for good. It can be neither resubmitted nor replaced afterwards.`],
  };
}
