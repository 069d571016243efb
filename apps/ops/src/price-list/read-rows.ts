import { isISO4217CurrencyCode } from 'class-validator';
import { parse } from 'csv-parse/sync';
import { PRICE_LIST_COLUMNS, type PriceListRow } from '#client/price-list.js';
import { formatProductId, parseProductId } from '#domain/plan/product-id.js';
import { OpsError } from '../asking/ops-error.js';

/** Where a price is from, for whoever reads the file; nothing is done with it. */
const REMARK = 'source';
/** As the api takes them. */
const NAME_CHARACTERS_MAX = 200;
const PRICE_MINOR_MAX = 9_000_000_000;

const CHOICES = {
  period: ['annual', 'monthly'],
  support_level: ['basic', 'advanced'],
  catalogue: ['open', 'specialized'],
} as const;

/** A row that nothing is wrong with: product ID with hyphens, currency in capitals. */
export interface GoodRow extends PriceListRow {
  /** Of the file, from 1; a row of several lines has the last one. */
  readonly line: number;
}

export interface WrongLine {
  readonly line: number;
  readonly what: string;
}

export interface PriceList {
  readonly rows: readonly GoodRow[];
  readonly wrong: readonly WrongLine[];
  /** Every product ID that the file has, also on a line that is wrong: those are not missing from it. */
  readonly named: ReadonlySet<string>;
}

interface Record {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads as far as it can be read; what is wrong is said by line. @throws OpsError for what is no CSV. */
export function readRows(csv: Buffer): PriceList {
  const [heading, ...records] = recordsOf(csv);
  if (heading === undefined) throw new OpsError('the price list is empty');
  const wrong = headingFaults(heading.record).map((what) => ({ line: heading.info.lines, what }));
  const rows: GoodRow[] = [];
  const lineOf = new Map<string, number>();
  if (PRICE_LIST_COLUMNS.some((column) => !heading.record.includes(column))) {
    return { rows, wrong, named: new Set() };
  }
  for (const { record, info } of records) {
    const row = rowOf(heading.record, record);
    const faults = [...widthFaults(heading.record, record), ...rowFaults(row)];
    const id = row.product_id;
    const earlier = lineOf.get(id);
    if (earlier !== undefined) faults.push(`product_id: ${id} is on line ${earlier} already`);
    else lineOf.set(id, info.lines);
    wrong.push(...faults.map((what) => ({ line: info.lines, what })));
    if (faults.length === 0) rows.push({ ...row, line: info.lines });
  }
  return { rows, wrong, named: new Set(lineOf.keys()) };
}

function recordsOf(csv: Buffer): readonly Record[] {
  try {
    const options = { info: true, skip_empty_lines: true, trim: true, bom: true, relax_column_count: true } as const;
    return parse(csv, options) as unknown as Record[];
  } catch (error) {
    throw new OpsError(`the price list is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function headingFaults(heading: readonly string[]): string[] {
  const known: readonly string[] = [...PRICE_LIST_COLUMNS, REMARK];
  return [
    ...heading.filter((name) => !known.includes(name)).map((name) => `"${name}" is an unknown column`),
    ...heading.filter((name, place) => heading.indexOf(name) < place).map((name) => `column ${name} is there twice`),
    ...PRICE_LIST_COLUMNS.filter((name) => !heading.includes(name)).map((name) => `column ${name} is missing`),
  ];
}

const widthFaults = ({ length: wanted }: readonly string[], { length }: readonly string[]): string[] =>
  length === wanted ? [] : [`has ${length} values; there are ${wanted} columns`];

function rowOf(heading: readonly string[], record: readonly string[]): PriceListRow {
  const cells = PRICE_LIST_COLUMNS.map((column) => [column, record[heading.indexOf(column)] ?? ''] as const);
  const row = Object.fromEntries(cells) as PriceListRow;
  const id = parseProductId(row.product_id);
  return {
    ...row,
    product_id: id.ok ? formatProductId(id.productId) : row.product_id,
    currency: row.currency.toUpperCase(),
  };
}

function rowFaults(row: PriceListRow): string[] {
  const id = parseProductId(row.product_id);
  const name = [...row.product_name].length;
  const choices = Object.entries(CHOICES) as [keyof typeof CHOICES, readonly string[]][];
  return [
    ...(id.ok ? [] : [`product_id: ${id.reason}`]),
    ...(name >= 1 && name <= NAME_CHARACTERS_MAX
      ? []
      : [`product_name: must have 1 to ${NAME_CHARACTERS_MAX} characters`]),
    ...choices
      .filter(([column, values]) => !values.includes(row[column]))
      .map(([column, values]) => `${column}: "${row[column]}" is none of ${values.join(', ')}`),
    ...priceFaults(row.price_minor),
    ...(isISO4217CurrencyCode(row.currency) ? [] : [`currency: "${row.currency}" is no currency of ISO 4217`]),
  ];
}

function priceFaults(text: string): string[] {
  if (!/^\d+$/.test(text)) return [`price_minor: "${text}" is no whole number`];
  const price = Number(text);
  return price >= 1 && price <= PRICE_MINOR_MAX ? [] : [`price_minor: must be from 1 to ${PRICE_MINOR_MAX}`];
}
