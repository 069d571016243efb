import type { SearchHit } from '../api/answers.js';

/** The page about what was found. */
export function addressOfHit({ kind, id }: Pick<SearchHit, 'kind' | 'id'>): string {
  const part = encodeURIComponent(id);
  if (/^reseller/.test(kind)) return `/resellers/${part}`;
  if (/^customer/.test(kind)) return `/customers/${part}`;
  if (/plan|product/.test(kind)) return `/service-plans/${part}`;
  return `/subscriptions/${part}`;
}
