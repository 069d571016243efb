import { OpsError } from '../asking/ops-error.js';

const KINDS: Readonly<Record<string, string>> = {
  subscription: 'subscriptions',
  reseller: 'resellers',
  customer: 'customers',
  plan: 'service-plans',
};

/** For usages. */
export const KIND_WORDS = Object.keys(KINDS).join('|');

/** As addresses name it; both forms are taken. @throws OpsError */
export function kindOf(word: string): string {
  const kind = KINDS[word] ?? Object.values(KINDS).find((known) => known === word);
  if (kind === undefined) throw new OpsError(`"${word}" has no history: say ${KIND_WORDS.replaceAll('|', ', ')}`);
  return kind;
}
