import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { createCart } from '../cart/cart.migration.js';
import { createCatalogue } from '../catalogue/catalogue.migration.js';
import { createCharge } from '../charge/charge.migration.js';
import { createCustomer } from '../customer/customer.migration.js';
import { addHeldWork, createDueWork } from '../due-work/due-work.migration.js';
import { createLicense } from '../license/license.migration.js';
import { createParkedRequests } from '../parked/parked.migration.js';
import { createParked, createProgress } from '../progress/progress.migration.js';
import { createRebuild } from '../rebuilds/rebuild.migration.js';
import { createReceipt } from '../receipt/receipt.migration.js';
import { createReseller } from '../reseller/reseller.migration.js';
import { addHeld, createSubscription } from '../subscription/subscription.migration.js';
import { createVerification } from '../verifications/verification.migration.js';
import { createWebhook } from '../webhook/webhook.migration.js';
import { READ_MODEL_SCHEMA } from './table.js';

/** Run once each, in the order of their names; what stands here never changes, a change is a further entry. */
const migrations: Readonly<Record<string, Migration['up']>> = {
  '001-progress': createProgress,
  '002-parked': createParked,
  '003-catalogue': createCatalogue,
  '004-reseller': createReseller,
  '005-customer': createCustomer,
  '006-cart': createCart,
  '007-subscription': createSubscription,
  '008-license': createLicense,
  '009-charge': createCharge,
  '010-due-work': createDueWork,
  '011-receipt': createReceipt,
  '012-subscription-held': addHeld,
  '013-due-work-held': addHeldWork,
  '014-rebuild': createRebuild,
  '015-verification': createVerification,
  '016-parked-requests': createParkedRequests,
  '017-webhook': createWebhook,
};

/** A server that does not answer is asked again rather than waited for. */
const CONNECT_MS_MAX = 5_000;

/** Creates what is missing in schema `read_model`; two at once wait for each other (kysely's advisory lock). */
export async function migrateReadModels(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: CONNECT_MS_MAX });
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { error } = await migratorOf(db).migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}

const migratorOf = (db: Kysely<unknown>): Migrator =>
  new Migrator({
    db,
    migrationTableSchema: READ_MODEL_SCHEMA,
    provider: {
      getMigrations: async () => Object.fromEntries(Object.entries(migrations).map(([name, up]) => [name, { up }])),
    },
  });
