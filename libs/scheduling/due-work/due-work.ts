import { type Instant, millisecondsOf, parseInstant } from '#kernel/instant.js';
import type { DueDetails, DueKind } from '#read-models/due-work/due-work.rows.js';

export type { DueDetails, DueKind };

/** Something that falls due: the next of its kind for a stream. */
export interface DueWork {
  readonly stream: string;
  readonly kind: DueKind;
  readonly dueAt: Instant;
  /** Of the order, for `provisioning`. */
  readonly attempt: number | null;
  readonly details: DueDetails | null;
}

/** One BullMQ queue for each task that a worker has. */
export const DUE_QUEUES = ['settle', 'provisioning', 'csn', 'unfinished'] as const;
export type DueQueue = (typeof DUE_QUEUES)[number];

/** Whatever falls due by date is one task: the stream is settled. */
export const QUEUE_OF = {
  instalment: 'settle',
  cutoff: 'settle',
  renewal: 'settle',
  end: 'settle',
  provisioning: 'provisioning',
  csn: 'csn',
  unfinished: 'unfinished',
} as const satisfies Record<DueKind, DueQueue>;

const KINDS = Object.keys(QUEUE_OF) as readonly DueKind[];

export const kindsOf = (queue: DueQueue): readonly DueKind[] => KINDS.filter((kind) => QUEUE_OF[kind] === queue);

/**
 * The same work has the same id, whoever plans it: adding it twice is adding it once. Two kinds that fall due for one
 * stream at one instant are settled together. No id has a colon or is a number, which BullMQ does not take.
 */
export function jobIdOf({ stream, kind, dueAt, attempt, details }: DueWork): string {
  switch (QUEUE_OF[kind]) {
    case 'settle':
      return `settle-${stream}-${millisecondsOf(dueAt)}`;
    case 'provisioning':
      return `provisioning-${stream}-${attempt ?? 1}`;
    case 'csn':
      return `csn-${stream}-${details !== null && 'registration' in details ? details.registration : 0}`;
    case 'unfinished':
      return `unfinished-${stream}-${details !== null && 'subscriptionId' in details ? details.subscriptionId : ''}`;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** @throws Error when the job was not made by the planner. */
export function parseDueJob(data: unknown): DueWork {
  const { stream, kind, dueAt, attempt, details } = (typeof data === 'object' && data !== null ? data : {}) as Fields;
  const instant = typeof dueAt === 'string' ? parseInstant(dueAt) : undefined;
  const known = KINDS.find((one) => one === kind);
  if (typeof stream !== 'string' || known === undefined || instant === undefined) {
    throw new Error('The job holds no due work');
  }
  return {
    stream,
    kind: known,
    dueAt: instant,
    attempt: typeof attempt === 'number' ? attempt : null,
    details: (details ?? null) as DueDetails | null,
  };
}
