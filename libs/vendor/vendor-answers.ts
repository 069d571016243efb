import { parseInstant } from '#kernel/instant.js';
import type { CsnStatus, OrderStatus } from './vendor.js';
import { VendorAnswerError } from './vendor.js';
import type { VendorAgenda } from './vendor-clock.js';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: unknown): Fields {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields;
  throw new VendorAnswerError('The vendor answered no JSON object');
}

function instantIn(fields: Fields, name: string) {
  const value = fields[name];
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) throw new VendorAnswerError(`The vendor's answer has no instant in "${name}"`);
  return instant;
}

function errorIn({ error }: Fields) {
  const { code, message } = fieldsOf(error);
  if (typeof code === 'number' && Number.isInteger(code) && typeof message === 'string') return { code, message };
  throw new VendorAnswerError("The vendor's error has no code and message");
}

/** @throws VendorAnswerError */
export function parseOrderStatus(body: unknown): OrderStatus {
  const fields = fieldsOf(body);
  const at = instantIn(fields, 'at');
  switch (fields.status) {
    case 'pending':
    case 'in-review':
    case 'active':
      return { status: fields.status, at };
    case 'not-provisioned':
      return { status: fields.status, at, error: errorIn(fields) };
    default:
      throw new VendorAnswerError(`The vendor answered the order status ${JSON.stringify(fields.status)}`);
  }
}

/** @throws VendorAnswerError */
export function parseCsnStatus(body: unknown): CsnStatus {
  const fields = fieldsOf(body);
  const at = instantIn(fields, 'at');
  switch (fields.status) {
    case 'pending':
    case 'verified':
    case 'rejected':
    case 'revoked':
      return { status: fields.status, at };
    default:
      throw new VendorAnswerError(`The vendor answered the CSN status ${JSON.stringify(fields.status)}`);
  }
}

/** @throws VendorAnswerError */
export function parseAgenda(body: unknown): VendorAgenda {
  const fields = fieldsOf(body);
  const nextDue = fields.nextDue === null ? null : instantIn(fields, 'nextDue');
  return { told: true, now: instantIn(fields, 'now'), nextDue };
}
