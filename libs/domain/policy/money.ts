/** Integer minor units (cents) with an ISO 4217 code. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}
