import { type Asked, questionOf } from './question.js';

const IN_FORCE = { vendor: 'autodesk', businessDaysBeforeTermEnd: 5 };
const ASKED: Asked = { from: '2026-01-01', to: '2026-01-31', businessDays: '', resellerId: '', policy: '' };

describe('what is asked', () => {
  it('is about whole days, the last one included, and the policy in force', () =>
    expect(questionOf(ASKED, IN_FORCE)).toEqual({
      from: '2026-01-01T00:00:00Z',
      to: '2026-02-01T00:00:00Z',
      policy: IN_FORCE,
    }));

  it('has another number of business days in the policy in force, and one reseller', () =>
    expect(questionOf({ ...ASKED, businessDays: '10', resellerId: 'r-1' }, IN_FORCE)).toMatchObject({
      policy: { vendor: 'autodesk', businessDaysBeforeTermEnd: 10 },
      resellerId: 'r-1',
    }));

  it('is a policy that was pasted, whatever the number of days', () =>
    expect(questionOf({ ...ASKED, businessDays: '10', policy: '{"vendor":"x"}' }, IN_FORCE)).toMatchObject({
      policy: { vendor: 'x' },
    }));

  it('is not asked with a policy that is none', () => {
    expect(questionOf({ ...ASKED, policy: '{' }, IN_FORCE)).toMatch(/^The policy is not JSON: /);
    for (const policy of ['[]', '1', 'null']) {
      expect(questionOf({ ...ASKED, policy }, IN_FORCE)).toBe('The policy must be a JSON object.');
    }
  });
});
