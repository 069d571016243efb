import type { ItemOf, ListPath, PathParameters } from '#client/document-types.js';
import type { TermbookApi } from '#client/termbook-api.js';

/** Every item of a paged query. @throws RefusedError when a page is refused. */
export async function readAll<Path extends ListPath>(
  client: TermbookApi,
  route: Path,
  path?: PathParameters<Path, 'get'>,
): Promise<ItemOf<Path>[]> {
  const items: ItemOf<Path>[] = [];
  for await (const item of client.items(route, { path })) items.push(item);
  return items;
}

export type Subscription = ItemOf<'/v1/subscriptions'>;
export type Charge = ItemOf<'/v1/charges'>;
export type HistoryItem = ItemOf<'/v1/subscriptions/{subscriptionId}/history'>;
