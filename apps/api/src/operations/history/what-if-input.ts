import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { ResellerId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import { faultsOfPolicy } from '#settings/policy-file.js';
import { Field } from '../../http/input/field.js';
import { Id, InstantField, Text } from '../../http/input/text-fields.js';

const CURSOR_CHARACTERS_MAX = 200;

function faultOfRegion(policy: VendorPolicy): string | undefined {
  try {
    createBusinessCalendar(policy);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

export class WhatIfBody {
  /** By when it was recorded; inclusive. */
  @InstantField()
  readonly from: Instant;

  /** Exclusive. */
  @InstantField()
  readonly to: Instant;

  /** As in a policy file; left out: the policy in force, so that only a changed decider makes a difference. */
  @Field(
    {
      fault: (value) => faultsOfPolicy(value)[0] ?? faultOfRegion(value as VendorPolicy),
      schema: { type: 'object', additionalProperties: true, description: 'What a policy file has.' },
    },
    { optional: true },
  )
  readonly policy?: VendorPolicy;

  @Id({ optional: true })
  readonly resellerId?: ResellerId;

  @Text({ min: 1, max: CURSOR_CHARACTERS_MAX, optional: true })
  readonly cursor?: string;
}
