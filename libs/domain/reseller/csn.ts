import type { Csn } from '../../kernel/ids.js';
import type { ResellerState } from './reseller.state.js';

export type ParsedCsn = { readonly ok: true; readonly csn: Csn } | { readonly ok: false; readonly reason: string };

/** Ten digits, kept as text with their leading zeros; blanks around them are dropped. */
export function parseCsn(text: string): ParsedCsn {
  const trimmed = text.trim();
  if (!/^\d*$/.test(trimmed)) return { ok: false, reason: 'A CSN has only digits' };
  if (trimmed.length !== 10) return { ok: false, reason: `A CSN has 10 digits; this has ${trimmed.length}` };
  return { ok: true, csn: trimmed as Csn };
}

/** The vendor confirmed it and did not revoke it: opens the Specialized catalogue, and entitles to updates and upgrades. */
export const hasValidCsn = ({ csnStatus }: Pick<ResellerState, 'csnStatus'>): boolean => csnStatus === 'verified';
