import { Inject, Injectable } from '@nestjs/common';
import type { Claim } from '#domain/claim/claim.events.js';
import { claimText } from '#domain/customer/claim-text.js';
import { canonicalJson } from '#event-store/canonical-json.js';
import { accept, noEffect, refuse } from '#kernel/decision.js';
import type { CustomerId, ResellerId } from '#kernel/ids.js';
import { VAULT, type Vault } from '#vault/vault.js';
import type { CommandIdentity } from '../engine/request-identity.js';
import { StreamEngine } from '../engine/stream-engine.js';
import { CLAIM, claimStream } from '../engine/stream-kind.js';
import { type Decided, dated, NO_FACTS, type Outcome } from '../engine/stream-task.js';

type Known = NonNullable<Claim>;

/** Whose claim it is or shall be. */
export interface Claimant {
  readonly claim: string;
  readonly resellerId: ResellerId;
  readonly customerId: CustomerId;
}

/** Keeps likely duplicates out: one stream for each (reseller, name, postal code), held by one customer. */
@Injectable()
export class Claims {
  constructor(
    @Inject(StreamEngine) private readonly engine: StreamEngine,
    @Inject(VAULT) private readonly vault: Vault,
  ) {}

  /** A keyed hash: the stream's name tells nobody the customer's. */
  claimOf(resellerId: ResellerId, name: string, postalCode: string): string {
    return this.vault.hmac('claim', canonicalJson([resellerId, claimText(name), claimText(postalCode)]));
  }

  /** Refused with `duplicate-customer` where another customer holds it; its own is taken as often as it likes. */
  async take(claimant: Claimant, identity: CommandIdentity): Promise<Outcome<Known>> {
    const { customerId } = claimant;
    return this.engine.handle<Known>({
      kind: CLAIM,
      stream: claimStream(claimant.claim),
      identity: withoutKey(identity),
      decide: ({ state, now }) => {
        if (state === undefined) return certainly(dated(accept({ type: 'ClaimTaken' as const, ...claimant }), now));
        if (state.holder === customerId) return certainly(dated(noEffect(), now));
        return certainly(dated(refuse({ code: 'duplicate-customer', existingCustomerId: state.holder }), now));
      },
    });
  }

  async release(claimant: Claimant, identity: CommandIdentity): Promise<void> {
    await this.engine.handle<Known>({
      kind: CLAIM,
      stream: claimStream(claimant.claim),
      identity: withoutKey(identity),
      decide: ({ state, now }) =>
        state?.holder === claimant.customerId
          ? certainly(dated(accept({ type: 'ClaimReleased' as const, ...claimant }), now))
          : certainly(dated(noEffect(), now)),
    });
  }
}

const certainly = (decision: Decided['decision']): Decided => ({ decision, used: NO_FACTS });

/** The customer's stream is where a repeat is recognised; a claim has no receipts. */
const withoutKey = (identity: CommandIdentity): CommandIdentity => ({
  ...identity,
  commandId: null,
  requestHash: null,
});
