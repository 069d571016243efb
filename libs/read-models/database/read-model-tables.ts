import type { CartRow } from '../cart/cart.rows.js';
import type { ServicePlanRow } from '../catalogue/catalogue.rows.js';
import type { ChargeAccountRow, ChargeRow } from '../charge/charge.rows.js';
import type { CustomerRow } from '../customer/customer.rows.js';
import type { DueFoldRow, DueWorkRow } from '../due-work/due-work.rows.js';
import type { LicenseRow } from '../license/license.rows.js';
import type { ParkedRequestRow } from '../parked/parked.rows.js';
import type { CheckpointRow, ParkedEventRow, ParkedStreamRow, SourceRow } from '../progress/checkpoint.rows.js';
import type { RebuildRow } from '../rebuilds/rebuild.rows.js';
import type { ReceiptRow } from '../receipt/receipt.rows.js';
import type { ResellerRow } from '../reseller/reseller.rows.js';
import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import type { VerificationRow } from '../verifications/verification.rows.js';
import type { WebhookRow } from '../webhook/webhook.rows.js';

/** Schema `read_model`, as kysely knows it. */
export interface ReadModelTables {
  readonly service_plan: ServicePlanRow;
  readonly reseller: ResellerRow;
  readonly customer: CustomerRow;
  readonly cart: CartRow;
  readonly subscription: SubscriptionRow;
  readonly license: LicenseRow;
  readonly charge: ChargeRow;
  readonly charge_account: ChargeAccountRow;
  readonly receipt: ReceiptRow;
  readonly due_work: DueWorkRow;
  readonly due_fold: DueFoldRow;
  readonly webhook: WebhookRow;
  readonly checkpoint: CheckpointRow;
  readonly source: SourceRow;
  readonly parked_stream: ParkedStreamRow;
  readonly parked_event: ParkedEventRow;
  readonly parked_request: ParkedRequestRow;
  readonly rebuild: RebuildRow;
  readonly verification: VerificationRow;
}
