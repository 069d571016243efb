import type { GoodRow, PriceList, WrongLine } from './read-rows.js';

/** A plan as the api knows it, on sale or not. */
export interface KnownPlan {
  readonly productId: string;
  readonly productName: string;
  readonly period: string;
  readonly supportLevel: string;
  readonly catalogue: string;
  readonly price: { readonly amountMinor: number; readonly currency: string };
  readonly onSale: boolean;
  readonly revision: number;
}

interface Named {
  readonly productId: string;
  readonly productName: string;
}

/** In minor units a seat and 12-month term. */
interface Priced extends Named {
  readonly priceMinor: number;
  readonly currency: string;
}

/** What the api would do with a price list, as its plans stand now. */
export interface Preview {
  /** New, or on sale again. */
  readonly listed: readonly Priced[];
  readonly repriced: readonly (Priced & { readonly oldPriceMinor: number })[];
  /** On sale, and not in the file. */
  readonly withdrawn: readonly Named[];
  readonly unchanged: readonly Named[];
  /** What a plan is does not change (`plan-differs`): a different one has another product ID. */
  readonly refused: readonly (Named & { readonly line: number; readonly differing: readonly string[] })[];
  readonly wrong: readonly WrongLine[];
}

export function previewOf({ rows, wrong, named }: PriceList, plans: ReadonlyMap<string, KnownPlan>): Preview {
  const listed: Priced[] = [];
  const repriced: Preview['repriced'][number][] = [];
  const unchanged: Named[] = [];
  const refused: Preview['refused'][number][] = [];
  for (const row of rows) {
    const plan = plans.get(row.product_id);
    const differing = plan === undefined ? [] : differences(row, plan);
    if (differing.length > 0) refused.push({ ...nameOf(row), line: row.line, differing });
    else if (plan === undefined || !plan.onSale) listed.push(priced(row));
    else if (plan.price.amountMinor === Number(row.price_minor)) unchanged.push(nameOf(row));
    else repriced.push({ ...priced(row), oldPriceMinor: plan.price.amountMinor });
  }
  const withdrawn = [...plans.values()]
    .filter(({ productId, onSale }) => onSale && !named.has(productId))
    .map(({ productId, productName }) => ({ productId, productName }));
  return { listed, repriced, withdrawn, unchanged, refused, wrong };
}

function differences(row: GoodRow, plan: KnownPlan): string[] {
  const both = [
    ['product_name', row.product_name, plan.productName],
    ['period', row.period, plan.period],
    ['support_level', row.support_level, plan.supportLevel],
    ['catalogue', row.catalogue, plan.catalogue],
    ['currency', row.currency, plan.price.currency],
  ] as const;
  return both.filter(([, asked, present]) => asked !== present).map(([column]) => column);
}

const nameOf = (row: GoodRow): Named => ({ productId: row.product_id, productName: row.product_name });

const priced = (row: GoodRow): Priced => ({
  ...nameOf(row),
  priceMinor: Number(row.price_minor),
  currency: row.currency,
});
