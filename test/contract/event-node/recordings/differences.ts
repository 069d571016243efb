/** What the event node answers otherwise on purpose, and why. The suite fails when one of them no longer occurs. */
export interface Difference {
  readonly reason: string;
  /** In these parts of the answers; all others are the same. */
  readonly parts: readonly string[];
  readonly questions: readonly string[];
}

const wire = (...slugs: string[]): string[] => slugs.map((slug) => `wire/${slug}`);

export const differences: readonly Difference[] = [
  {
    reason: 'ServerFeatures names only what is there',
    parts: ['methods'],
    questions: ['server/supported-methods'],
  },
  {
    reason: 'ServerFeatures names only what is there, and so its answer is shorter',
    parts: ['bytes'],
    questions: [
      ...wire('good', 'no-te', 'content-type-proto', 'content-type-grpc-json', 'gzip', 'gzip-accept'),
      ...wire('encoding-identity', 'path-query', 'path-slash', 'headers-50', 'headers-90'),
      ...['4k', '8k', '15k', '20k', '30k'].map((size) => `wire/header-${size}`),
      ...['abc', '10', '10x', '-1S', '123456789S', '0S', '1n', '99999999H', '5S', 'empty'].map(
        (timeout) => `wire/timeout-${timeout}`,
      ),
    ],
  },
  {
    reason: 'there are no users; the real server never answers this without security',
    parts: ['status', 'details'],
    questions: ['server/users-details'],
  },
  {
    reason: 'the headers of BatchAppend come when the call opens: some clients wait for them',
    parts: ['headers', 'trailers'],
    questions: ['errors/deadline-batch-open'],
  },
  {
    reason: 'these streams tell of elections, and there are none',
    parts: ['messages'],
    questions: ['fresh/read-$epoch-information', 'fresh/read-$mem-node-state', 'append-names/mem-node-state'],
  },
  {
    reason: 'nobody is to wait for ever: the real server never answers these',
    parts: ['messages', 'status', 'details'],
    questions: [
      'read-wrong/no-uuid-option',
      'all/count-0',
      'all-filter/window-0',
      'all-filter/window-4294967295',
      'all-filter/count-0',
      'sub-all/filter-window-0',
      'append-idempotent/reordered-any',
      'append-idempotent/reordered-exists',
    ],
  },
  {
    reason: 'a name that is not ASCII gets the error it is due, percent-encoded; the real server answers HTTP 500',
    parts: ['status', 'details', 'trailers'],
    questions: [
      'delete/Delete-unicode',
      'delete/Tombstone-unicode',
      'tombstone/unicode-read',
      'tombstone/percent-read',
      'tombstone/append-unicode',
    ],
  },
  {
    reason: 'a compressed message that is cut short may be anything',
    parts: ['headers', 'messages', 'trailers'],
    questions: ['wire/deflate'],
  },
];
