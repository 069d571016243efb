import { type ReceiptRow, receiptTable } from '#read-models/receipt/receipt.rows.js';
import { type AnyProjection, type Category, type Place, type Touch } from '../projection.js';

/** Exhaustive: whatever stream commands write to has receipts. Claims have none, and share the customers' prefix. */
const CATEGORIES: Readonly<Record<Category, true>> = {
  subscription: true,
  plan: true,
  reseller: true,
  customer: true,
  cart: true,
  webhook: true,
};

/** Which streams a client's key was used on. It looks at no event's facts, only at whose command it is of. */
export const receiptProjection: AnyProjection = {
  name: 'receipt',
  table: receiptTable as unknown as AnyProjection['table'],
  categories: new Set(Object.keys(CATEGORIES)),
  answer: (_event, place) => receiptsOf(place) as readonly Touch<object>[],
};

function receiptsOf({ stream, revision, command, commandId, resellerId }: Place): readonly Touch<ReceiptRow>[] {
  if (commandId === null) return [];
  return [
    {
      key: [commandId, stream],
      fold: (row) => ({
        command_id: commandId,
        stream,
        command,
        reseller_id: resellerId,
        first_revision: row?.first_revision ?? revision,
        last_revision: revision,
      }),
    },
  ];
}
