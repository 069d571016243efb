/** Whose history: as the api's addresses name it. */
export interface HistoryOf {
  readonly kind: 'subscriptions' | 'resellers' | 'customers' | 'service-plans';
  readonly id: string;
}

/** Below `/v1`: timeline, as of, diff and explain lie under it. */
export const historyPath = ({ kind, id }: HistoryOf): string => `/ops/${kind}/${encodeURIComponent(id)}`;
