import { Inject, Injectable } from '@nestjs/common';
import { emptyStream, foldOnto } from '#commands/engine/loaded-stream.js';
import { CUSTOMER, customerStream, RESELLER, resellerStream, SUBSCRIPTION } from '#commands/engine/stream-kind.js';
import type { CustomerState } from '#domain/customer/customer.state.js';
import type { PendingSubscription } from '#domain/subscription/subscription.state.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { CustomerId } from '#kernel/ids.js';
import { plain } from '#kernel/personal.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { OrderAttempt, VendorCustomer, VendorOrder } from '#vendor/vendor.js';

/** Puts together what the vendor is told of an order: from the streams, with the customer's identity opened. */
@Injectable()
export class OrderAtVendor {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /**
   * @returns undefined when that attempt is no longer the one that is to be placed.
   * @throws StoreUnavailableError, VaultUnavailableError
   */
  async read(stream: string, { attempt }: Pick<OrderAttempt, 'attempt'>): Promise<VendorOrder | undefined> {
    const { state } = foldOnto(emptyStream(SUBSCRIPTION, stream), await this.reader.readStream(stream));
    if (state?.status !== 'pending' && state?.status !== 'in-review') return undefined;
    return state.attempt === attempt ? this.describe(state) : undefined;
  }

  private async describe({ trackingId, attempt, order }: PendingSubscription): Promise<VendorOrder> {
    const { resellerId, customerId, poNumber, quantity, startDate, plan } = order;
    const [customer, resellerCsn] = await Promise.all([
      this.customer(customerId),
      this.csnOf(resellerStream(resellerId)),
    ]);
    return {
      trackingId,
      attempt,
      poNumber,
      productId: plan.productId,
      quantity,
      startDate,
      resellerId,
      resellerCsn,
      customer,
    };
  }

  private async csnOf(stream: string) {
    const { state } = foldOnto(emptyStream(RESELLER, stream), await this.reader.readStream(stream));
    return state?.csn ?? null;
  }

  private async customer(customerId: CustomerId): Promise<VendorCustomer> {
    const stream = customerStream(customerId);
    const { state } = foldOnto(emptyStream(CUSTOMER, stream), await this.reader.readStream(stream));
    if (state === undefined) throw new Error(`${stream} has an order and does not exist`);
    return state.details.csn === null ? this.nameAndAddress(state) : { csn: state.details.csn };
  }

  /** What was erased stays empty: the vendor is told nothing of who it was. */
  private async nameAndAddress({ customerId, details }: CustomerState): Promise<VendorCustomer> {
    const sealed = [details.name, details.address ?? plain(''), details.postalCode];
    const subject = `customer:${customerId}` as const;
    const [name, address, postalCode] = await this.vault.openAll(sealed.map((value) => ({ subject, value })));
    return { name: name ?? '', address: address ?? '', postalCode: postalCode ?? '', country: details.country };
  }
}
