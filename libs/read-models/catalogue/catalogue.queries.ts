import { Inject, Injectable } from '@nestjs/common';
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { CsnStatus } from '#domain/reseller/reseller.state.js';
import type { ResellerId } from '#kernel/ids.js';
import { ReadDatabase } from '../database/read-database.js';
import type { ReadModelTables } from '../database/read-model-tables.js';
import { decodeCursor, limitOf, type Page, type PageRequest, pageOf, TEXT_PATTERN } from '../paging/cursor.js';
import { type CatalogueItem, catalogueItemOf } from './service-plan.queries.js';

/** What was chosen so far; a product is named by its productName. */
export interface Choice {
  readonly product?: string | undefined;
  readonly period?: string | undefined;
  readonly supportLevel?: string | undefined;
}

export interface CatalogueFilter extends Choice, PageRequest {
  /** Part of a product's name, in any case, or of a product ID, with or without hyphens. */
  readonly q?: string | undefined;
}

export interface ChoicesAnswer {
  /** null: nothing is left to choose. */
  readonly next: Step | null;
  readonly choices: readonly string[];
  /** The one plan that the choices lead to; null before that, and where they lead to none. */
  readonly plan: CatalogueItem | null;
}

type Step = 'product' | 'period' | 'supportLevel';

/** Step, column, and the order of its choices: basic before advanced, as the glossary has them. */
const STEPS = [
  ['product', 'product_name', 'asc'],
  ['period', 'period', 'asc'],
  ['supportLevel', 'support_level', 'desc'],
] as const satisfies readonly (readonly [Step, string, 'asc' | 'desc'])[];

/** A wizard's step is a list to pick from; the list of products is the longest. */
const CHOICES_MAX = 1_000;

/** Needs a valid CSN; everybody may buy the rest. */
const SPECIALIZED = 'specialized';

type Plans = SelectQueryBuilder<ReadModelTables, 'service_plan', object>;

/** The catalogue as one reseller sees it: what it may buy now. */
@Injectable()
export class CatalogueQueries {
  constructor(@Inject(ReadDatabase) private readonly database: ReadDatabase) {}

  /** @returns undefined when there is no such reseller. @throws InvalidCursorError, ReadModelUnavailableError */
  list(resellerId: ResellerId, filter: CatalogueFilter): Promise<Page<CatalogueItem> | undefined> {
    const after = decodeCursor('catalogue', filter.cursor, [TEXT_PATTERN, TEXT_PATTERN]);
    const limit = limitOf(filter);
    return this.database.run(async (db) => {
      const plans = await buyable(db, resellerId);
      if (plans === undefined) return undefined;
      const rows = await matching(chosen(plans, filter), filter.q)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(product_name, product_id) > (${sql.join(after ?? [])})`),
        )
        .selectAll()
        .orderBy('product_name')
        .orderBy('product_id')
        .limit(limit + 1)
        .execute();
      return pageOf('catalogue', rows, limit, (row) => [row.product_name, row.product_id], catalogueItemOf);
    });
  }

  /**
   * The wizard: the first step that still has more than one choice, with only those choices that lead to a plan.
   * @returns undefined when there is no such reseller. @throws ReadModelUnavailableError
   */
  choices(resellerId: ResellerId, choice: Choice): Promise<ChoicesAnswer | undefined> {
    return this.database.run(async (db) => {
      const plans = await buyable(db, resellerId);
      return plans === undefined ? undefined : nextStep(chosen(plans, choice), choice);
    });
  }
}

async function nextStep(plans: Plans, choice: Choice): Promise<ChoicesAnswer> {
  let left = plans;
  for (const [step, column, order] of STEPS) {
    if (choice[step] !== undefined) continue;
    const choices = await valuesOf(left, column, order);
    if (choices.length > 1) return { next: step, choices, plan: null };
    const [only] = choices;
    if (only !== undefined) left = left.where(column, '=', only as never);
  }
  // Two product IDs may stand for the same three things: the same one is taken every time.
  const plan = await left.selectAll().orderBy('product_id').limit(1).executeTakeFirst();
  return { next: null, choices: [], plan: plan === undefined ? null : catalogueItemOf(plan) };
}

async function valuesOf(
  plans: Plans,
  column: (typeof STEPS)[number][1],
  order: 'asc' | 'desc',
): Promise<readonly string[]> {
  const rows = await plans.select(`${column} as value`).distinct().orderBy(column, order).limit(CHOICES_MAX).execute();
  return rows.map(({ value }) => value);
}

async function buyable(db: Kysely<ReadModelTables>, resellerId: ResellerId): Promise<Plans | undefined> {
  const reseller = await db
    .selectFrom('reseller')
    .select('csn_status')
    .where('reseller_id', '=', resellerId)
    .executeTakeFirst();
  if (reseller === undefined) return undefined;
  const onSale = db.selectFrom('service_plan').where('on_sale', '=', true);
  return seesSpecialized(reseller.csn_status) ? onSale : onSale.where('catalogue', '!=', SPECIALIZED);
}

/** Only a CSN that the vendor confirmed, and did not revoke, opens the Specialized catalogue. */
const seesSpecialized = (csnStatus: CsnStatus): boolean => csnStatus === 'verified';

const chosen = (plans: Plans, choice: Choice): Plans =>
  STEPS.reduce((query, [step, column]) => {
    const value = choice[step];
    return value === undefined ? query : query.where(column, '=', value as never);
  }, plans);

function matching(plans: Plans, q: string | undefined): Plans {
  const words = q?.trim() ?? '';
  if (words === '') return plans;
  const id = words.replaceAll('-', '').toUpperCase();
  return plans.where((where) =>
    where.or([
      where('product_name', 'ilike', `%${literally(words)}%`),
      ...(id === '' ? [] : [where('product_id', 'like', `%${literally(id)}%`)]),
    ]),
  );
}

/** LIKE's wildcards stand for themselves. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, (wildcard) => `\\${wildcard}`);
