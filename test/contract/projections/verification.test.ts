import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sealAppend } from '#event-store/eventstoredb/wire-events.js';
import { allProjections } from '#projections/all-projections.js';
import { tablesOf } from '#projections/rebuild/shadow-schema.js';
import { ReadDatabase } from '#read-models/database/read-database.js';
import { verificationMetrics } from '#read-models/verifications/verification.metrics.js';
import { VerificationRequests } from '#read-models/verifications/verification.requests.js';
import type { VerificationRow } from '#read-models/verifications/verification.rows.js';
import { eventually } from '../../support/eventually.js';
import { calendar, OPENED } from './market.js';
import { listed, productId, streamOf, withdrawn } from './plan-history.js';
import { Bench, type ReadModels, runnerFor, type TestStore } from './running-projections.js';

const databases: ReadDatabase[] = [];
afterEach(async () => {
  for (const database of databases.splice(0)) await database.onModuleDestroy();
});
const bench = Bench.ofFile();

async function list(store: TestStore, from: number, to: number): Promise<bigint> {
  let last = 0n;
  for (let number = from; number <= to; number++) {
    const event = { effectiveAt: OPENED, event: listed(number) };
    last = (await store.scribe.write(streamOf(number), event, { ...event, event: withdrawn(number) })).position;
  }
  return last;
}

/** As an event would be stored, and then with one byte of it changed. */
async function forge({ connection }: TestStore, number: number): Promise<void> {
  const { wire } = sealAppend({
    stream: streamOf(number),
    expected: 'no-stream',
    previousHash: null,
    events: [{ effectiveAt: OPENED, event: listed(number) }],
    metadata: {
      commandId: null,
      requestHash: null,
      command: 'Test',
      correlationId: 'c',
      causationId: null,
      actor: 'test',
      resellerId: null,
      recordedAt: OPENED,
    },
  });
  const events = wire.events.map(({ data, ...event }) => ({
    ...event,
    data: Buffer.from(data.toString().replace('"amountMinor":100', '"amountMinor":900')),
  }));
  await connection.appending.append({ ...wire, events });
}

function requestsOf({ url }: ReadModels): VerificationRequests {
  const database = new ReadDatabase(url);
  databases.push(database);
  return new VerificationRequests(database);
}

const ordered = (readModels: ReadModels): Promise<VerificationRow> =>
  requestsOf(readModels).order(randomUUID(), 'operations:test', null);

const over = (readModels: ReadModels, { verification_id }: VerificationRow): Promise<VerificationRow> => {
  const requests = requestsOf(readModels);
  return eventually(async () => {
    const row = await requests.find(verification_id);
    return row?.finished_at !== null && row;
  });
};

const verified = async (readModels: ReadModels): Promise<VerificationRow> =>
  over(readModels, await ordered(readModels));

/** A store whose history is not read for a verification before it is opened. */
function closed({ reader }: TestStore) {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const gated: TestStore['reader'] = Object.assign(Object.create(reader), {
    readAllRecorded: (after: bigint | undefined, max: number) => opened.then(() => reader.readAllRecorded(after, max)),
  });
  return { reader: gated, open: () => open() };
}

/** A verification that has its tables, or soon will, and reads nothing before it is opened. */
async function begun() {
  const store = await bench.store();
  const readModels = await bench.readModels();
  const { reader, open } = closed(store);
  const first = await bench.running(runnerFor({ reader }, readModels.url));
  await readModels.reached(await list(store, 1, 2));
  return { store, readModels, first, open, row: await ordered(readModels) };
}

/** The metrics of the last one say so, before long. */
const measured = (expected: Readonly<Record<'drift' | 'events', number>>): Promise<true> =>
  eventually(async () => {
    const present = async (name: 'drift' | 'events') => (await verificationMetrics[name].get()).values[0]?.value;
    return (await present('drift')) === expected.drift && (await present('events')) === expected.events;
  });

describe('a verification', () => {
  it('finds nothing where nothing is wrong, looked at everything, and leaves nothing behind', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    const last = await list(store, 1, 20);
    await readModels.reached(last);
    const { status, chain, read_models, position_to } = await verified(readModels);
    expect([status, position_to]).toEqual(['clean', last]);
    // 20 plans, and the store's own identity.
    expect(chain).toEqual({ streams: 21, events: 41, faulty: 0, faults: [] });
    const tables = allProjections(calendar).flatMap(tablesOf);
    expect(read_models?.map(({ table }) => table)).toEqual(tables.map(({ name }) => name));
    expect(read_models).toContainEqual({ table: 'service_plan', rows: 20, driftedRows: 0, drift: [] });
    expect(await readModels.schemas()).toEqual([]);
    await measured({ drift: 0, events: 41 });
  });

  it('says which row drifted, and in which field; which is too many, which is missing', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await list(store, 1, 5));
    const { pool } = readModels;
    await pool.query('UPDATE read_model.service_plan SET price_minor = 7 WHERE product_id = $1', [productId(2)]);
    await pool.query('DELETE FROM read_model.service_plan WHERE product_id = $1', [productId(3)]);
    await pool.query("INSERT INTO read_model.charge_account VALUES ('nobody', 'r-9')");
    const { status, read_models, chain } = await verified(readModels);
    expect([status, chain?.faulty]).toEqual(['drift', 0]);
    const driftOf = (name: string) => read_models?.find(({ table }) => table === name);
    expect(driftOf('service_plan')).toMatchObject({
      rows: 5,
      driftedRows: 2,
      drift: expect.arrayContaining([
        { key: { product_id: productId(2) }, field: 'price_minor', served: 7, expected: 100 },
        expect.objectContaining({ key: { product_id: productId(3) }, field: null, served: null }),
      ]),
    });
    expect(driftOf('charge_account')).toMatchObject({
      driftedRows: 1,
      drift: [{ served: { subscription_id: 'nobody', reseller_id: 'r-9' }, expected: null }],
    });
    await measured({ drift: 1, events: 11 });
  });

  it('says which stored event is not what was written, by one byte', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await list(store, 1, 3);
    await forge(store, 4);
    await readModels.reached(await list(store, 5, 6));
    const { status, chain, read_models } = await verified(readModels);
    expect(status).toBe('drift');
    expect(chain).toMatchObject({
      faulty: 1,
      faults: [
        {
          stream: `plan-${productId(4)}`,
          revision: 0,
          verdict: 'altered',
          problem: 'is not what its hash was made of',
        },
      ],
    });
    // The rows are what that history says: it is the history that is wrong.
    expect(read_models?.every(({ driftedRows }) => driftedRows === 0)).toBe(true);
  });

  it('sees a revision that is missing, and a system event that was altered', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const cut: TestStore['reader'] = Object.assign(Object.create(store.reader), {
      readAllRecorded: async (after: bigint | undefined, max: number) => {
        const page = await store.reader.readAllRecorded(after, max);
        const kept = page.events.filter(({ stream, revision }) => stream !== `plan-${productId(2)}` || revision !== 0);
        const events = kept.map((event) => (event.stream === 'store-identity' ? { ...event, data: { x: 1 } } : event));
        return { ...page, events };
      },
    });
    await bench.running(runnerFor({ reader: cut }, readModels.url));
    await readModels.reached(await list(store, 1, 3));
    const { chain } = await verified(readModels);
    expect(chain?.faults.map(({ stream, revision, verdict }) => [stream, revision, verdict])).toEqual([
      [`plan-${productId(2)}`, 0, 'missing'],
      ['store-identity', 0, 'altered'],
    ]);
  });

  it('is over when nothing is left of it, and not before', async () => {
    const { readModels, row, open } = await begun();
    // Whoever looks at its tables keeps them from being dropped.
    const look = () => readModels.holding(`LOCK TABLE verification_${row.number}.chain_total IN ACCESS SHARE MODE`);
    const looked = await eventually(look);
    open();
    await eventually(() => readModels.somebodyWaits());
    const { rows } = await readModels.pool.query('SELECT status, finished_at FROM read_model.verification');
    expect(rows).toEqual([{ status: 'running', finished_at: null }]);
    await looked('COMMIT');
    expect((await over(readModels, row)).status).toBe('clean');
    expect(await readModels.schemas()).toEqual([]);
  });

  it('is left as it is by a projector that leads no more, and the next one goes on with it', async () => {
    const { store, readModels, first, row, open } = await begun();
    await eventually(async () => (await readModels.schemas()).length > 0);
    // As it is while another one takes over.
    const taken = await readModels.holding("UPDATE read_model.checkpoint SET epoch = nextval('read_model.epoch')");
    open();
    await eventually(() => readModels.somebodyWaits());
    await taken('COMMIT');
    await first.stop();
    const { rows } = await readModels.pool.query('SELECT status, finished_at FROM read_model.verification');
    expect(rows).toEqual([{ status: 'running', finished_at: null }]);
    expect(await readModels.schemas()).toEqual([`verification_${row.number}`]);
    await bench.running(runnerFor(store, readModels.url));
    expect((await over(readModels, row)).status).toBe('clean');
    expect(await readModels.schemas()).toEqual([]);
  });

  it('begins anew where a newer version has changed the tables since', async () => {
    const { store, readModels, first, row, open } = await begun();
    const schema = `verification_${row.number}`;
    await eventually(() => readModels.pool.query(`SELECT FROM ${schema}.chain_total`));
    const stopped = first.stop();
    open();
    await stopped;
    await readModels.pool.query(`ALTER TABLE ${schema}.service_plan DROP COLUMN price_minor`);
    await readModels.pool.query(`COMMENT ON SCHEMA ${schema} IS 'as an older version had them'`);
    await bench.running(runnerFor(store, readModels.url));
    const { status, chain } = await over(readModels, row);
    expect([status, chain?.events]).toEqual(['clean', 5]);
    expect(await readModels.schemas()).toEqual([]);
  });

  it('is scheduled by itself a day after the last one', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    await readModels.reached(await list(store, 1, 2));
    await verified(readModels);
    await readModels.pool.query("UPDATE read_model.verification SET started_at = now() - interval '25 hours'");
    const daily = await eventually(async () => {
      const { rows } = await readModels.pool.query(
        "SELECT status FROM read_model.verification WHERE asked_by = 'schedule' AND finished_at IS NOT NULL",
      );
      return rows.length > 0 && rows;
    });
    expect(daily).toEqual([{ status: 'clean' }]);
  });
});
