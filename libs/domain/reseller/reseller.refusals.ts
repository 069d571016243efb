import type { ResellerId } from '../../kernel/ids.js';

export type ResellerRefusal = {
  readonly code: 'not-found';
  readonly what: 'reseller';
  readonly resellerId: ResellerId;
};
