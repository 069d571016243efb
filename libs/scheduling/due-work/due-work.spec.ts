import type { Instant } from '#kernel/instant.js';
import { type DueWork, jobIdOf, kindsOf, parseDueJob } from './due-work.js';

const dueAt = '2026-03-01T08:00:00.000Z' as Instant;
const stream = 'subscription-6f0d2c1e-0000-5000-8000-000000000001';
const renewal: DueWork = { stream, kind: 'renewal', dueAt, attempt: null, details: null };
const provisioning: DueWork = { ...renewal, kind: 'provisioning', attempt: 2, details: { trackingId: 'T-1' } };
const csn: DueWork = {
  ...renewal,
  stream: 'reseller-a-1',
  kind: 'csn',
  details: { registration: 3, csn: '0000000001' },
};
const unfinished: DueWork = { ...renewal, stream: 'cart-c.1', kind: 'unfinished', details: { subscriptionId: 's' } };

describe('the id of a job', () => {
  it('is the same for what is settled together', () => {
    expect(jobIdOf(renewal)).toBe(`settle-${stream}-1772352000000`);
    expect(jobIdOf({ ...renewal, kind: 'instalment' })).toBe(jobIdOf(renewal));
  });

  it('is another for another due instant, attempt or registration', () => {
    expect(jobIdOf({ ...renewal, dueAt: '2026-03-01T08:00:00.001Z' as Instant })).not.toBe(jobIdOf(renewal));
    expect(jobIdOf(provisioning)).toBe(`provisioning-${stream}-2`);
    expect(jobIdOf(csn)).toBe('csn-reseller-a-1-3');
    expect(jobIdOf(unfinished)).toBe('unfinished-cart-c.1-s');
  });

  it('is none that BullMQ refuses: no colon in it, and no number', () => {
    for (const id of [renewal, provisioning, csn, unfinished].map(jobIdOf)) {
      expect(id).not.toContain(':');
      expect(id).not.toMatch(/^\d+$/);
    }
  });
});

describe('the data of a job', () => {
  it('comes back as it was planned', () => {
    for (const work of [renewal, provisioning, csn, unfinished]) {
      expect(parseDueJob(JSON.parse(JSON.stringify(work)))).toEqual(work);
    }
  });

  it('is refused when it is something else', () => {
    for (const data of [undefined, null, 'x', {}, { ...renewal, kind: 'other' }, { ...renewal, dueAt: 'soon' }]) {
      expect(() => parseDueJob(data)).toThrow('The job holds no due work');
    }
  });
});

describe('the queues', () => {
  it('take every kind of due work, each in one', () => {
    expect(kindsOf('settle')).toEqual(['instalment', 'cutoff', 'renewal', 'end']);
    expect([...kindsOf('provisioning'), ...kindsOf('csn'), ...kindsOf('unfinished')]).toEqual([
      'provisioning',
      'csn',
      'unfinished',
    ]);
  });
});
