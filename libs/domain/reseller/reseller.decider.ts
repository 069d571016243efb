import { assertNever } from '../../kernel/assert-never.js';
import { accept, noEffect, refuse, type Verdict } from '../../kernel/decision.js';
import { earlierOf, type Instant } from '../../kernel/instant.js';
import type { RecordCsnAnswer, RegisterCsn, RegisterReseller, ResellerCommand } from './reseller.commands.js';
import type { ResellerDetails, ResellerEvent } from './reseller.events.js';
import type { ResellerRefusal } from './reseller.refusals.js';
import type { CsnStatus, Reseller, ResellerState } from './reseller.state.js';

type ResellerVerdict = Verdict<ResellerEvent, ResellerRefusal>;

export function decideReseller(state: Reseller, command: ResellerCommand, now: Instant): ResellerVerdict {
  if (command.type === 'RegisterReseller') return register(state, command, now);
  if (state === undefined) return refuse({ code: 'not-found', what: 'reseller', resellerId: command.resellerId });
  switch (command.type) {
    case 'RegisterCsn':
      return registerCsn(state, command, now);
    case 'RecordCsnAnswer':
      return recordCsnAnswer(state, command, now);
    default:
      return assertNever(command);
  }
}

function register(state: Reseller, { resellerId, details }: RegisterReseller, now: Instant): ResellerVerdict {
  if (state === undefined) return accept({ type: 'ResellerRegistered', resellerId, details, registeredAt: now });
  if (sameDetails(state.details, details)) return noEffect();
  return accept({ type: 'ResellerChanged', resellerId, details, previous: state.details, changedAt: now });
}

const sameDetails = (one: ResellerDetails, other: ResellerDetails): boolean =>
  one.name === other.name && one.country === other.country && one.supportEmail === other.supportEmail;

/** Nothing to ask the vendor while the same CSN is with it, or verified. After a rejection or a revocation there is. */
function registerCsn(state: ResellerState, { resellerId, csn }: RegisterCsn, now: Instant): ResellerVerdict {
  const standing = state.csnStatus === 'pending' || state.csnStatus === 'verified';
  if (standing && state.csn === csn) return noEffect();
  return accept({ type: 'CsnRegistered', resellerId, csn, registration: state.registration + 1, registeredAt: now });
}

const ANSWERABLE: Record<RecordCsnAnswer['answer'], readonly CsnStatus[]> = {
  verified: ['pending'],
  rejected: ['pending'],
  revoked: ['pending', 'verified'],
};

/** An answer to an earlier registration, or one that says nothing new, changes nothing. */
function recordCsnAnswer(state: ResellerState, command: RecordCsnAnswer, now: Instant): ResellerVerdict {
  const { resellerId, csn, registration, answer } = command;
  if (registration !== state.registration || csn !== state.csn) return noEffect();
  if (!ANSWERABLE[answer].includes(state.csnStatus)) return noEffect();
  const answered = { resellerId, csn, registration };
  const at = earlierOf(command.answeredAt, now);
  switch (answer) {
    case 'verified':
      return accept({ type: 'CsnVerified', ...answered, verifiedAt: at });
    case 'rejected':
      return accept({ type: 'CsnRejected', ...answered, rejectedAt: at });
    case 'revoked':
      return accept({ type: 'CsnRevoked', ...answered, revokedAt: at });
    default:
      return assertNever(answer);
  }
}
