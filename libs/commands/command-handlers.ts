import type { Type } from '@nestjs/common';
import { CheckOutCartHandler } from './cart/check-out-cart.js';
import { EmptyCartHandler } from './cart/empty-cart.js';
import { PlaceInCartHandler } from './cart/place-in-cart.js';
import { EraseCustomerHandler } from './customer/erase-customer.js';
import { RegisterCustomerHandler } from './customer/register-customer.js';
import type { Payloads } from './payloads.js';
import { ListServicePlanHandler } from './plan/list-service-plan.js';
import { WithdrawServicePlanHandler } from './plan/withdraw-service-plan.js';
import { RecordCsnAnswerHandler } from './reseller/record-csn-answer.js';
import { RegisterCsnHandler } from './reseller/register-csn.js';
import { RegisterResellerHandler } from './reseller/register-reseller.js';
import { AddSeatsHandler } from './subscription/add-seats.js';
import { AssignLicenseHandler } from './subscription/assign-license.js';
import { CloseOrderHandler } from './subscription/close-order.js';
import { DisableAutoRenewHandler } from './subscription/disable-auto-renew.js';
import { EnableAutoRenewHandler } from './subscription/enable-auto-renew.js';
import { EraseSubscriptionHandler } from './subscription/erase-subscription.js';
import { FinishOrderHandler } from './subscription/finish-order.js';
import { HoldDueWorkHandler } from './subscription/hold-due-work.js';
import { OrderSubscriptionHandler } from './subscription/order-subscription.js';
import { RecordVendorAnswerHandler } from './subscription/record-vendor-answer.js';
import { ReduceSeatsAtRenewalHandler } from './subscription/reduce-seats-at-renewal.js';
import { ReleaseDueWorkHandler } from './subscription/release-due-work.js';
import { ReplaceOrderHandler } from './subscription/replace-order.js';
import { RequestRefundHandler } from './subscription/request-refund.js';
import { ResubmitOrderHandler } from './subscription/resubmit-order.js';
import { SettleDueHandler } from './subscription/settle-due.js';
import { SwitchTermAtRenewalHandler } from './subscription/switch-term-at-renewal.js';
import { UnassignLicenseHandler } from './subscription/unassign-license.js';
import { ChangeWebhookHandler } from './webhook/change-webhook.js';
import { DeleteWebhookHandler } from './webhook/delete-webhook.js';
import { DisableWebhookHandler } from './webhook/disable-webhook.js';
import { RegisterWebhookHandler } from './webhook/register-webhook.js';
import { ReleaseWebhookHandler } from './webhook/release-webhook.js';
import { ReplayWebhookHandler } from './webhook/replay-webhook.js';
import { RotateWebhookSecretHandler } from './webhook/rotate-webhook-secret.js';

/** A command without a handler does not compile. */
export const COMMAND_HANDLERS = {
  AddSeats: AddSeatsHandler,
  AssignLicense: AssignLicenseHandler,
  CloseOrder: CloseOrderHandler,
  DisableAutoRenew: DisableAutoRenewHandler,
  EnableAutoRenew: EnableAutoRenewHandler,
  FinishOrder: FinishOrderHandler,
  HoldDueWork: HoldDueWorkHandler,
  OrderSubscription: OrderSubscriptionHandler,
  RecordVendorAnswer: RecordVendorAnswerHandler,
  ReduceSeatsAtRenewal: ReduceSeatsAtRenewalHandler,
  ReleaseDueWork: ReleaseDueWorkHandler,
  ReplaceOrder: ReplaceOrderHandler,
  RequestRefund: RequestRefundHandler,
  ResubmitOrder: ResubmitOrderHandler,
  SettleDue: SettleDueHandler,
  SwitchTermAtRenewal: SwitchTermAtRenewalHandler,
  UnassignLicense: UnassignLicenseHandler,
  ListServicePlan: ListServicePlanHandler,
  WithdrawServicePlan: WithdrawServicePlanHandler,
  RecordCsnAnswer: RecordCsnAnswerHandler,
  RegisterCsn: RegisterCsnHandler,
  RegisterReseller: RegisterResellerHandler,
  RegisterCustomer: RegisterCustomerHandler,
  EraseCustomer: EraseCustomerHandler,
  EraseSubscription: EraseSubscriptionHandler,
  CheckOutCart: CheckOutCartHandler,
  EmptyCart: EmptyCartHandler,
  PlaceInCart: PlaceInCartHandler,
  RegisterWebhook: RegisterWebhookHandler,
  ChangeWebhook: ChangeWebhookHandler,
  RotateWebhookSecret: RotateWebhookSecretHandler,
  ReplayWebhook: ReplayWebhookHandler,
  ReleaseWebhook: ReleaseWebhookHandler,
  DeleteWebhook: DeleteWebhookHandler,
  DisableWebhook: DisableWebhookHandler,
} satisfies Record<keyof Payloads, Type>;
