import type { TermbookClient } from '#client/termbook-client.js';

/** As many as a page may have. */
const PAGE_MAX = 200;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
}

/** Every item of a paged query. @throws Error when a page is refused. */
export async function readAll<Item>(client: TermbookClient, path: string): Promise<Item[]> {
  const page = async (cursor: string | undefined): Promise<Page<Item>> => {
    const query = `limit=${PAGE_MAX}${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { status, body } = await client.get<Page<Item>>(`${path}?${query}`);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const items: Item[] = [];
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const { items: more, nextCursor } = await page(cursor);
    items.push(...more);
    cursor = nextCursor ?? null;
  }
  return items;
}

export interface Subscription {
  readonly subscriptionId: string;
  readonly trackingId: string;
  readonly resellerId: string;
  readonly customerId: string;
  readonly productId: string;
  readonly productName: string;
  readonly period: string;
  readonly status: string;
  readonly seats: number;
  readonly term: { readonly number: number; readonly endDate: string } | null;
}

export interface Charge {
  readonly kind: string;
  readonly amount: { readonly amountMinor: number; readonly currency: string };
}

export interface HistoryItem {
  readonly type: string;
  readonly effectiveAt: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}
