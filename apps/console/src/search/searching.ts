import type { Customer, Reseller, SearchHit, Subscription } from '../api/answers.js';
import { call } from '../api/call.js';
import { ProblemError } from '../api/problem.js';

/** The api's search by anything; where there is none, the lists that are. @throws ProblemError */
export async function search(q: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
  try {
    const { items } = await call<{ readonly items: readonly SearchHit[] }>(`/ops/search?q=${encodeURIComponent(q)}`, {
      signal,
    });
    return items;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return (await Promise.all(LOOKS.map((look) => look(q, signal)))).flat();
  }
}

/** An intake key may not search, and finds by its exact ids. */
const isMissing = (error: unknown): boolean =>
  error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 403);

type Look = (q: string, signal: AbortSignal) => Promise<readonly SearchHit[]>;

const LOOKS: readonly Look[] = [
  one<Subscription>('/subscriptions/', hitOfSubscription),
  listed('trackingId'),
  listed('poNumber'),
  one<Reseller>('/resellers/', ({ resellerId, name, country }) => hit('reseller', resellerId, name, country)),
  one<Customer>('/customers/', ({ customerId, name, country }) =>
    hit('customer', customerId, name ?? customerId, country),
  ),
];

const hit = (kind: SearchHit['kind'], id: string, title: string, detail: string): SearchHit => ({
  kind,
  id,
  title,
  detail,
  match: 'id',
});

function hitOfSubscription({ subscriptionId, trackingId, productName, poNumber }: Subscription): SearchHit {
  return hit('subscription', subscriptionId, trackingId, `${productName}, PO ${poNumber}`);
}

function one<Answer>(path: string, show: (answer: Answer) => SearchHit): Look {
  return (q, signal) =>
    call<Answer>(`${path}${encodeURIComponent(q)}`, { signal }).then((answer) => [show(answer)], none(signal));
}

function listed(filter: string): Look {
  return (q, signal) =>
    call<{ readonly items: readonly Subscription[] }>(`/subscriptions?limit=10&${filter}=${encodeURIComponent(q)}`, {
      signal,
    }).then(({ items }) => items.map(hitOfSubscription), none(signal));
}

/** Not found, or not of the form of such an id: nothing. */
const none =
  (signal: AbortSignal) =>
  (error: unknown): readonly SearchHit[] => {
    const isAnswer = error instanceof ProblemError && [400, 404].includes(error.problem.status);
    if (isAnswer || signal.aborted) return [];
    throw error;
  };
