import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { VerificationRequests } from '#read-models/verifications/verification.requests.js';
import { eventually } from '../../support/eventually.js';
import { Market, OPENED, plans } from './market.js';
import { rebuilt } from './rebuilds.js';
import { Bench } from './running-projections.js';
import { startProjector } from './start-projector.js';

let projector: ChildProcess | undefined;
const watched: Server[] = [];
afterEach(async () => {
  projector?.kill('SIGKILL');
  for (const server of watched.splice(0)) server.close();
});
const bench = Bench.ofFile();

/** Somebody who would be sent to: counts who comes. */
async function watchedDoor() {
  const callers: string[] = [];
  const server = createServer((socket) => {
    callers.push(String(socket.remoteAddress));
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  watched.push(server);
  return { callers, at: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('a replay', () => {
  it('sends, schedules and appends nothing: vendor, queue and history are watched while it runs', async () => {
    const [vendor, redis] = [await watchedDoor(), await watchedDoor()];
    const store = await bench.store();
    const readModels = await bench.readModels();
    const settings = { VENDOR_URL: `http://${vendor.at}`, REDIS_URL: `redis://${redis.at}` };
    projector = await startProjector(store, readModels.url, settings);
    const market = new Market(store.scribe, async (_subject, text) => ({ sealed: text }));
    await market.list(plans.basicAnnual, 57_625);
    await market.registerReseller();
    await market.verifyCsn();
    // An order that waits for the vendor, and a reseller whose CSN is asked about: a replay that acted would begin here.
    const ordered = await market.order(randomUUID() as never, plans.basicAnnual.productId, 2, OPENED);
    await readModels.reached(ordered.position);
    const head = await store.reader.head();

    const { proof } = await rebuilt(readModels, ['due_work', 'subscription', 'reseller']);
    expect(proof?.complete).toBe(true);
    const database = new ReadDatabase(readModels.url);
    const verifications = new VerificationRequests(database);
    await verifications.order('v-1', 'test', null);
    await eventually(async () => (await verifications.find('v-1'))?.status === 'clean');
    await database.onModuleDestroy();

    expect(await readModels.rows('due_work')).toMatchObject([{ kind: 'csn' }, { kind: 'provisioning' }]);
    expect(await store.reader.head()).toBe(head);
    expect([vendor.callers, redis.callers]).toEqual([[], []]);
  });
});
