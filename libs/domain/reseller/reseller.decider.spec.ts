import type { Csn } from '../../kernel/ids.js';
import { instant, reseller, resellerId } from '../testing/fixtures.js';
import type { RecordCsnAnswer, ResellerCommand } from './reseller.commands.js';
import { decideReseller } from './reseller.decider.js';
import { evolveReseller } from './reseller.evolve.js';
import type { CsnStatus, Reseller, ResellerState } from './reseller.state.js';

const now = instant('2016-06-01T00:00:00.000Z');
const earlier = instant('2016-05-31T12:00:00.000Z');
const csn = '0070176510' as Csn;
const otherCsn = '0070176511' as Csn;
const { details } = reseller;
const noEffect = { outcome: 'no-effect' };
const accepted = (event: object) => ({ outcome: 'accepted', events: [event] });
const registerCsn = (asked: Csn = csn): ResellerCommand => ({ type: 'RegisterCsn', resellerId, csn: asked });
const answer = (says: RecordCsnAnswer['answer'], other: Partial<RecordCsnAnswer> = {}): RecordCsnAnswer => ({
  type: 'RecordCsnAnswer',
  resellerId,
  registration: 1,
  csn,
  answer: says,
  answeredAt: earlier,
  ...other,
});
const having = (csnStatus: CsnStatus): ResellerState => ({ ...reseller, csn, csnStatus, registration: 1 });

/** The state after the commands, each of which must change something. */
const stateAfter = (...commands: readonly ResellerCommand[]): Reseller =>
  commands.reduce<Reseller>((state, command) => {
    const verdict = decideReseller(state, command, now);
    if (verdict.outcome !== 'accepted') throw new Error(`${command.type}: ${verdict.outcome}`);
    return verdict.events.reduce<Reseller>((s, event) => evolveReseller(s, event, now), state);
  }, undefined);

describe('registering a reseller', () => {
  const register = { type: 'RegisterReseller', resellerId, details } as const;

  it('registers it without a CSN', () => {
    expect(decideReseller(undefined, register, now)).toEqual(
      accepted({ type: 'ResellerRegistered', resellerId, details, registeredAt: now }),
    );
    expect(stateAfter(register)).toEqual(reseller);
  });

  it('twice changes nothing', () => expect(decideReseller(reseller, register, now)).toEqual(noEffect));

  it.each([{ name: 'Southwind' }, { country: 'GB' }, { supportEmail: 'help@northwind.example' }])(
    'with other details (%j) changes them and says what they were',
    (changed) => {
      const asked = { ...details, ...changed };
      expect(decideReseller(reseller, { ...register, details: asked }, now)).toEqual(
        accepted({ type: 'ResellerChanged', resellerId, details: asked, previous: details, changedAt: now }),
      );
      expect(stateAfter(register, registerCsn(), { ...register, details: asked })).toEqual({
        ...having('pending'),
        details: asked,
      });
    },
  );
});

describe('registering a CSN', () => {
  it('awaits the vendor, which alone issues and verifies it', () => {
    expect(decideReseller(reseller, registerCsn(), now)).toEqual(
      accepted({ type: 'CsnRegistered', resellerId, csn, registration: 1, registeredAt: now }),
    );
    expect(stateAfter({ type: 'RegisterReseller', resellerId, details }, registerCsn())).toEqual(having('pending'));
  });

  it.each(['pending', 'verified'] as const)('again while it is %s changes nothing', (status) =>
    expect(decideReseller(having(status), registerCsn(), now)).toEqual(noEffect),
  );

  it.each(['rejected', 'revoked'] as const)('again after it was %s asks the vendor once more', (status) =>
    expect(decideReseller(having(status), registerCsn(), now)).toEqual(
      accepted({ type: 'CsnRegistered', resellerId, csn, registration: 2, registeredAt: now }),
    ),
  );

  it('with another number starts over, also when the present one is verified', () =>
    expect(decideReseller(having('verified'), registerCsn(otherCsn), now)).toEqual(
      accepted({ type: 'CsnRegistered', resellerId, csn: otherCsn, registration: 2, registeredAt: now }),
    ));

  it('of an unknown reseller is refused', () =>
    expect(decideReseller(undefined, registerCsn(), now)).toEqual({
      outcome: 'refused',
      refusal: { code: 'not-found', what: 'reseller', resellerId },
    }));
});

describe("the vendor's answer on a CSN", () => {
  const said = { resellerId, csn, registration: 1 };

  it.each([
    ['verified', 'pending', { type: 'CsnVerified', ...said, verifiedAt: earlier }],
    ['rejected', 'pending', { type: 'CsnRejected', ...said, rejectedAt: earlier }],
    ['revoked', 'pending', { type: 'CsnRevoked', ...said, revokedAt: earlier }],
    ['revoked', 'verified', { type: 'CsnRevoked', ...said, revokedAt: earlier }],
  ] as const)("%s counts while it is %s, as of the vendor's instant", (says, status, event) => {
    expect(decideReseller(having(status), answer(says), now)).toEqual(accepted(event));
    expect(evolveReseller(having(status), event, now)).toEqual(having(says));
  });

  it.each([
    ['verified', ['none', 'verified', 'rejected', 'revoked']],
    ['rejected', ['none', 'verified', 'rejected', 'revoked']],
    ['revoked', ['none', 'rejected', 'revoked']],
  ] as const)('%s changes nothing while it is one of %j', (says, statuses) => {
    for (const status of statuses) expect(decideReseller(having(status), answer(says), now)).toEqual(noEffect);
  });

  it('on an earlier registration, or on another number, changes nothing', () => {
    const again = { ...having('pending'), registration: 2 };
    expect(decideReseller(again, answer('verified'), now)).toEqual(noEffect);
    expect(decideReseller(having('pending'), answer('verified', { csn: otherCsn }), now)).toEqual(noEffect);
  });

  it('is never from the future', () =>
    expect(
      decideReseller(having('pending'), answer('verified', { answeredAt: instant('2016-06-02T00:00:00.000Z') }), now),
    ).toEqual(accepted({ type: 'CsnVerified', ...said, verifiedAt: now })));
});
