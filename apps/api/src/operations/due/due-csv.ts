import type { DueItem } from '#read-models/due-work/due-items.js';
import type { Page } from '#read-models/paging/cursor.js';

/** Rows read at once: each page goes over all subscriptions, so a few large ones. */
export const CSV_PAGE_MAX = 5_000;

const HEADING =
  'subscriptionId,trackingId,resellerId,customerId,productName,kind,dueAt,dueOn,amountMinor,currency,autoRenew,held\r\n';

/** Whatever a spreadsheet would take for a formula is text to it. */
const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = guarded(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (item: DueItem): string =>
  `${[
    item.subscriptionId,
    item.trackingId,
    item.resellerId,
    item.customerId,
    item.productName,
    item.kind,
    item.dueAt,
    item.dueOn,
    item.amount?.amountMinor ?? null,
    item.amount?.currency ?? null,
    item.autoRenew,
    item.held,
  ]
    .map(cell)
    .join(',')}\r\n`;

/** RFC 4180, as it is read, page by page: never more than one in memory. */
export async function* dueCsv(
  first: Page<DueItem>,
  next: (cursor: string) => Promise<Page<DueItem>>,
): AsyncGenerator<string> {
  yield HEADING;
  for (let page = first; ; ) {
    yield page.items.map(line).join('');
    if (page.nextCursor === null) return;
    page = await next(page.nextCursor);
  }
}
