import type { Money } from '../api/answers.js';
import { formatMoney } from '../format/money.js';

export function Amount({ of }: { readonly of: Money | null }) {
  return of === null ? <span class="quiet">–</span> : <span class="number">{formatMoney(of)}</span>;
}
