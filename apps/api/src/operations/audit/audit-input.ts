import type { AuditScope } from '#audit/export/audit-request.js';
import { parseInstant } from '#kernel/instant.js';
import { Field } from '../../http/input/field.js';
import { Id, OneOf, SubscriptionIdField } from '../../http/input/text-fields.js';
import { invalidRequest } from '../../http/request-problems.js';

const InstantQuery = (description: string) =>
  Field(
    {
      normalise: (value) => (typeof value === 'string' ? (parseInstant(value.trim()) ?? value) : value),
      fault: (value) =>
        typeof value === 'string' && parseInstant(value) !== undefined ? undefined : 'must be an RFC 3339 date-time',
      schema: { type: String, format: 'date-time', description },
    },
    { optional: true },
  );

/** At most one of the three ids; without one it is everything. */
export class AuditInput {
  @Id({ optional: true })
  readonly resellerId?: string;

  @Id({ optional: true })
  readonly customerId?: string;

  @SubscriptionIdField({ optional: true })
  readonly subscriptionId?: string;

  @InstantQuery('Recorded at this instant or later.')
  readonly from?: string;

  @InstantQuery('Recorded before this instant.')
  readonly to?: string;

  @OneOf(['sealed', 'opened'], { optional: true })
  readonly personalData?: 'sealed' | 'opened';
}

/** @throws ProblemError 400 */
export function scopeOf({ resellerId, customerId, subscriptionId }: AuditInput): AuditScope {
  const asked = [
    { kind: 'reseller', id: resellerId },
    { kind: 'customer', id: customerId },
    { kind: 'subscription', id: subscriptionId },
  ] as const;
  const [first, second] = asked.flatMap(({ kind, id }) => (id === undefined ? [] : [{ kind, id }]));
  if (second !== undefined) {
    throw invalidRequest([
      { pointer: `/${second.kind}Id`, detail: `can't be asked for together with ${first?.kind}Id` },
    ]);
  }
  return first ?? { kind: 'everything' };
}
