import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningVendorSandbox, startVendorSandbox } from '#apps/vendor-sandbox/src/start-vendor-sandbox.js';
import type { Csn, ProductId, ResellerId, TrackingId } from '#kernel/ids.js';
import { addMilliseconds, type Instant, laterOf } from '#kernel/instant.js';
import { HttpVendor, HttpVendorClock } from '#vendor/http-vendor.js';
import { VendorAnswerError, type VendorOrder, VendorUnavailableError } from '#vendor/vendor.js';
import { VendorHttp } from '#vendor/vendor-http.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const begin = '2030-03-01T10:00:00.000Z' as Instant;
const resellerId = 'r-1' as ResellerId;

let directory: string;
let sandbox: RunningVendorSandbox;
let vendor: HttpVendor;
let clock: HttpVendorClock;
let orders = 0;

const start = async () => {
  sandbox = await startVendorSandbox({ host: '127.0.0.1', port: 0, dataDir: directory });
  vendor = new HttpVendor(sandbox.url);
  clock = new HttpVendorClock(sandbox.url);
};
const stopAt = (now: Instant) => clock.tell({ now, ticking: false });
const switchFaults = (faults: object) =>
  fetch(`${sandbox.url}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });

function order(poNumber: string, attempt = 1): VendorOrder {
  orders += 1;
  return {
    trackingId: `T-${orders}` as TrackingId,
    attempt,
    poNumber,
    productId: '237L1WW8695T548' as ProductId,
    quantity: 3,
    startDate: null,
    resellerId,
    resellerCsn: '0000000001' as Csn,
    customer: { name: 'Ada & Söhne', address: '1 Main St', postalCode: '94105', country: 'US' },
  };
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'termbook-vendor-'));
  await start();
});

beforeEach(async () => {
  const agenda = await clock.agenda();
  if (!agenda.told) throw new Error('The sandbox has a clock');
  // Each test begins on a day of its own: the clock never goes back.
  await stopAt(addMilliseconds(laterOf(agenda.now, begin), 10 * DAY_MS));
});

afterAll(async () => {
  await sandbox.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function present(): Promise<Instant> {
  const agenda = await clock.agenda();
  if (!agenda.told) throw new Error('The sandbox has a clock');
  return agenda.now;
}

describe('the vendor, over HTTP', () => {
  it.each([
    ['PO-1', MINUTE_MS],
    ['SLOW-1', 6 * HOUR_MS],
  ])('provisions %s after %d ms and not a millisecond before', async (poNumber, afterMs) => {
    const placed = order(poNumber);
    const at = await present();
    expect(await vendor.placeOrder(placed)).toEqual({ status: 'pending', at });
    await stopAt(addMilliseconds(at, afterMs - 1));
    expect(await vendor.orderStatus(placed)).toEqual({ status: 'pending', at });
    await stopAt(addMilliseconds(at, afterMs));
    expect(await vendor.orderStatus(placed)).toEqual({ status: 'active', at: addMilliseconds(at, afterMs) });
  });

  it('reviews an order for two days', async () => {
    const placed = order('REVIEW-1');
    const at = await present();
    expect(await vendor.placeOrder(placed)).toEqual({ status: 'in-review', at });
    await stopAt(addMilliseconds(at, 2 * DAY_MS - 1));
    expect(await vendor.orderStatus(placed)).toEqual({ status: 'in-review', at });
    await stopAt(addMilliseconds(at, 2 * DAY_MS));
    expect(await vendor.orderStatus(placed)).toEqual({ status: 'active', at: addMilliseconds(at, 2 * DAY_MS) });
  });

  it('refuses by PO number, and takes the corrected attempt', async () => {
    const failing = order('FAIL-1');
    const at = await present();
    const error = { code: 12, message: 'The purchase order was not accepted' };
    expect(await vendor.placeOrder(failing)).toEqual({ status: 'not-provisioned', at, error });
    const corrected = { ...failing, attempt: 2, poNumber: 'PO-2' };
    expect(await vendor.placeOrder(corrected)).toEqual({ status: 'pending', at });
    expect(await vendor.orderStatus(failing)).toEqual({ status: 'not-provisioned', at, error });
    expect(await vendor.placeOrder(order('FAIL70-1'))).toMatchObject({
      status: 'not-provisioned',
      error: { code: 70 },
    });
  });

  it('takes the same attempt twice as one order, counted from the first', async () => {
    const placed = order('PO-1');
    const at = await present();
    await Promise.all([vendor.placeOrder(placed), vendor.placeOrder(placed), vendor.placeOrder(placed)]);
    await stopAt(addMilliseconds(at, MINUTE_MS));
    expect(await vendor.placeOrder({ ...placed, poNumber: 'SLOW-1' })).toEqual({
      status: 'active',
      at: addMilliseconds(at, MINUTE_MS),
    });
  });

  it('knows nothing of what it was never told', async () => {
    expect(await vendor.orderStatus(order('PO-1'))).toBeUndefined();
    expect(await vendor.csnStatus({ resellerId, registration: 99 })).toBeUndefined();
  });

  it('verifies a CSN after one minute, rejects 9999, and revokes 8888 a day later', async () => {
    const at = await present();
    const verified = addMilliseconds(at, MINUTE_MS);
    const revoked = addMilliseconds(verified, DAY_MS);
    const good = { resellerId, registration: 1 };
    const shortLived = { resellerId, registration: 2 };
    expect(await vendor.verifyCsn(good, '0000000001' as Csn)).toEqual({ status: 'pending', at });
    expect(await vendor.verifyCsn(shortLived, '0000008888' as Csn)).toEqual({ status: 'pending', at });
    expect(await vendor.verifyCsn({ resellerId, registration: 3 }, '0000009999' as Csn)).toEqual({
      status: 'rejected',
      at,
    });
    await stopAt(addMilliseconds(verified, -1));
    expect(await vendor.csnStatus(good)).toEqual({ status: 'pending', at });
    await stopAt(addMilliseconds(revoked, -1));
    expect(await vendor.csnStatus(shortLived)).toEqual({ status: 'verified', at: verified });
    await stopAt(revoked);
    expect(await vendor.csnStatus(shortLived)).toEqual({ status: 'revoked', at: revoked });
    expect(await vendor.verifyCsn(good, '0000000001' as Csn)).toEqual({ status: 'verified', at: verified });
  });
});

describe("the vendor sandbox's clock", () => {
  it('tells the next instant at which it has something to say', async () => {
    const at = await present();
    await vendor.placeOrder(order('SLOW-1'));
    await vendor.placeOrder(order('PO-1'));
    expect(await clock.agenda()).toEqual({ told: true, now: at, nextDue: addMilliseconds(at, MINUTE_MS) });
    const later = addMilliseconds(at, MINUTE_MS);
    expect(await stopAt(later)).toEqual({ told: true, now: later, nextDue: addMilliseconds(at, 6 * HOUR_MS) });
  });

  it('never goes back', async () => {
    const at = await present();
    expect(await stopAt(addMilliseconds(at, -1))).toMatchObject({ now: at });
  });

  it('ticks when it is told to', async () => {
    const at = await present();
    await clock.tell({ now: at, ticking: true });
    while ((await present()) === at);
    expect((await present()) > at).toBe(true);
  });
});

describe('a vendor sandbox that is started again', () => {
  it('remembers its orders, its CSNs and its clock, and drops a line that was half-written', async () => {
    const placed = order('PO-1');
    const at = await present();
    await vendor.placeOrder(placed);
    await sandbox.stop();
    const journal = join(directory, 'vendor-sandbox', 'journal.ndjson');
    writeFileSync(journal, `${readFileSync(journal, 'utf8')}{"type":"order","key":"half`);
    await start();
    expect(await clock.agenda()).toMatchObject({ now: at });
    expect(await vendor.orderStatus(placed)).toEqual({ status: 'pending', at });
    const next = order('PO-2');
    await vendor.placeOrder(next);
    await sandbox.stop();
    await start();
    expect(await vendor.orderStatus(next)).toEqual({ status: 'pending', at });
  });

  it('keeps nothing that is personal', async () => {
    await vendor.placeOrder(order('PO-1'));
    const journal = readFileSync(join(directory, 'vendor-sandbox', 'journal.ndjson'), 'utf8');
    for (const secret of ['Söhne', 'Main St', '94105']) expect(journal).not.toContain(secret);
  });
});

describe('a vendor that misbehaves', () => {
  afterEach(() => switchFaults({}));

  it('is a fault while it answers 500', async () => {
    await switchFaults({ answer500: true });
    await expect(vendor.placeOrder(order('PO-1'))).rejects.toThrow(VendorUnavailableError);
  });

  it('is a fault when it takes longer than the deadline, and only then', async () => {
    await switchFaults({ slowMs: 200 });
    const impatient = new HttpVendor(sandbox.url, new VendorHttp(sandbox.url, 50));
    await expect(impatient.orderStatus(order('PO-1'))).rejects.toThrow(VendorUnavailableError);
    expect(await vendor.placeOrder(order('PO-1'))).toMatchObject({ status: 'pending' });
  });

  it('has the order all the same when the connection broke after it: sent again, it is the same one', async () => {
    const placed = order('PO-1');
    const at = await present();
    await switchFaults({ dropConnections: 'after' });
    await expect(vendor.placeOrder(placed)).rejects.toThrow(VendorUnavailableError);
    await switchFaults({});
    await stopAt(addMilliseconds(at, MINUTE_MS));
    expect(await vendor.placeOrder(placed)).toEqual({ status: 'active', at: addMilliseconds(at, MINUTE_MS) });
  });

  it('has no order when the connection broke before it', async () => {
    const placed = order('PO-1');
    await switchFaults({ dropConnections: 'before' });
    await expect(vendor.placeOrder(placed)).rejects.toThrow(VendorUnavailableError);
    await switchFaults({});
    expect(await vendor.orderStatus(placed)).toBeUndefined();
  });

  it('is a fault when it can not be reached', async () => {
    const nobody = new HttpVendor('http://127.0.0.1:1');
    await expect(nobody.orderStatus(order('PO-1'))).rejects.toThrow(VendorUnavailableError);
  });

  it('is a fault of another kind when nobody understands its answer', async () => {
    await expect(vendor.verifyCsn({ resellerId, registration: 9 }, 'no csn' as Csn)).rejects.toThrow(VendorAnswerError);
  });
});
