import type { Csn } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import {
  type CsnRegistration,
  type CsnStatus,
  type OrderAttempt,
  type OrderStatus,
  type Vendor,
  VendorAnswerError,
  type VendorOrder,
} from './vendor.js';
import { parseAgenda, parseCsnStatus, parseOrderStatus } from './vendor-answers.js';
import type { VendorAgenda, VendorClock } from './vendor-clock.js';
import { VendorHttp } from './vendor-http.js';

const NOT_FOUND = 404;

/** The vendor's order service over HTTP. */
export class HttpVendor implements Vendor {
  private readonly http: VendorHttp;

  constructor(url: string, http?: VendorHttp) {
    this.http = http ?? new VendorHttp(url);
  }

  async placeOrder({ trackingId, attempt, ...order }: VendorOrder): Promise<OrderStatus> {
    const { body } = await this.http.send('PUT', orderPath({ trackingId, attempt }), order);
    return answeredFor({ trackingId, attempt }, body);
  }

  async orderStatus(attempt: OrderAttempt): Promise<OrderStatus | undefined> {
    const { status, body } = await this.http.send('GET', orderPath(attempt));
    return status === NOT_FOUND ? undefined : answeredFor(attempt, body);
  }

  async verifyCsn(registration: CsnRegistration, csn: Csn): Promise<CsnStatus> {
    const { body } = await this.http.send('PUT', csnPath(registration), { csn });
    return parseCsnStatus(body);
  }

  async csnStatus(registration: CsnRegistration): Promise<CsnStatus | undefined> {
    const { status, body } = await this.http.send('GET', csnPath(registration));
    return status === NOT_FOUND ? undefined : parseCsnStatus(body);
  }
}

/** The clock of a vendor sandbox over HTTP; a vendor without one answers 404 and is left alone. */
export class HttpVendorClock implements VendorClock {
  private readonly http: VendorHttp;

  constructor(url: string, http?: VendorHttp) {
    this.http = http ?? new VendorHttp(url);
  }

  async tell(setting: { readonly now: Instant; readonly ticking: boolean }): Promise<VendorAgenda> {
    const { status, body } = await this.http.send('PUT', '/clock', setting, [NOT_FOUND]);
    return status === NOT_FOUND ? { told: false } : parseAgenda(body);
  }

  async agenda(): Promise<VendorAgenda> {
    const { status, body } = await this.http.send('GET', '/clock');
    return status === NOT_FOUND ? { told: false } : parseAgenda(body);
  }
}

const orderPath = ({ trackingId, attempt }: OrderAttempt): string =>
  `/orders/${encodeURIComponent(trackingId)}/attempts/${attempt}`;

const csnPath = ({ resellerId, registration }: CsnRegistration): string =>
  `/csn-verifications/${encodeURIComponent(resellerId)}/${registration}`;

/** An answer names the attempt that it is about: one about another is no answer. */
function answeredFor({ trackingId, attempt }: OrderAttempt, body: unknown): OrderStatus {
  const answer = parseOrderStatus(body);
  const named = body as { readonly trackingId?: unknown; readonly attempt?: unknown };
  if (named.trackingId === trackingId && named.attempt === attempt) return answer;
  throw new VendorAnswerError(`Asked for attempt ${attempt} of ${trackingId}, the vendor answered for another`);
}
