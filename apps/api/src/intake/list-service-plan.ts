import type { Payloads } from '#commands/payloads.js';
import { ListServicePlanCommand } from '#commands/plan/list-service-plan.js';
import type { CatalogueKind, Period, SupportLevel } from '#domain/plan/plan.events.js';
import { formatProductId } from '#domain/plan/product-id.js';
import type { Money } from '#domain/policy/money.js';
import type { ProductId } from '#kernel/ids.js';
import { Nested, ProductIdField, WholeNumber } from '../http/input/other-fields.js';
import { Currency, OneOf, Text } from '../http/input/text-fields.js';
import { planItem } from './answers.js';
import { intakeCommand } from './intake-command.js';
import { writesPlan } from './touches.js';

/** Minor units a seat and term: times 999 seats and 366 days it is still an exact number. */
const PRICE_MINOR_MAX = 9_000_000_000;

export const PERIODS = ['annual', 'monthly'] as const satisfies readonly Period[];
export const SUPPORT_LEVELS = ['basic', 'advanced'] as const satisfies readonly SupportLevel[];
const CATALOGUES = ['open', 'specialized'] as const satisfies readonly CatalogueKind[];

export class MoneyInput implements Money {
  @WholeNumber({ min: 1, max: PRICE_MINOR_MAX })
  readonly amountMinor: number;

  @Currency()
  readonly currency: string;
}

export class ListServicePlanBody {
  @Text({ min: 1, max: 200, example: 'AutoCAD LT' })
  readonly productName: string;

  @OneOf(PERIODS)
  readonly period: Period;

  @OneOf(SUPPORT_LEVELS)
  readonly supportLevel: SupportLevel;

  @OneOf(CATALOGUES)
  readonly catalogue: CatalogueKind;

  @Nested(MoneyInput)
  readonly price: Money;
}

class ListServicePlanPayload extends ListServicePlanBody implements ListServicePlan {
  @ProductIdField()
  readonly productId: ProductId;
}

type ListServicePlan = Payloads['ListServicePlan'];

/** Puts a plan on sale, on sale again, or at another price. */
export const listServicePlan = intakeCommand({
  name: 'ListServicePlan',
  payload: ListServicePlanPayload,
  command: ListServicePlanCommand,
  permits: [],
  creates: 'new',
  touches: ({ productId }) => writesPlan(productId),
  answer: ({ details, prices }) => ({
    id: formatProductId(details.productId),
    ...planItem(details),
    price: prices.at(-1)?.price,
  }),
});
