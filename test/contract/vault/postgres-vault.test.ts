import pg from 'pg';
import { PostgresVault } from '#vault/postgres-vault.js';
import { ErasedSubjectError, type Subject, VaultUnavailableError } from '#vault/vault.js';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';
import { eventually } from '../../support/eventually.js';

let postgres: TestPostgres;
const vaults: PostgresVault[] = [];

async function openVault(url = postgres.url): Promise<PostgresVault> {
  const vault = new PostgresVault(url);
  vaults.push(vault);
  await vault.onModuleInit();
  return vault;
}

async function query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const sealedText = (value: object): string => ('sealed' in value ? String(value.sealed) : '');

beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
}, 60_000);

afterEach(async () => {
  await Promise.all(vaults.splice(0).map((vault) => vault.onApplicationShutdown()));
});

afterAll(() => postgres.remove());

describe('sealing', () => {
  it('hides the text, never the same way twice, and opens it again in another process', async () => {
    const [one, other] = [await openVault(), await openVault()];
    const first = await one.seal('customer:c1', 'Ada Lovelace, 12 St James’s Square');
    const second = await one.seal('customer:c1', 'Ada Lovelace, 12 St James’s Square');
    expect(JSON.stringify(first)).not.toContain('Ada');
    expect(sealedText(first)).not.toBe(sealedText(second));
    expect(await other.open('customer:c1', first)).toBe('Ada Lovelace, 12 St James’s Square');
    expect(await other.openAll([{ subject: 'customer:c1', value: second }])).toEqual([
      'Ada Lovelace, 12 St James’s Square',
    ]);
  });

  it('is for one subject: nobody else’s key opens it, and neither does the same key an altered text', async () => {
    const vault = await openVault();
    const sealed = await vault.seal('customer:c2', 'secret');
    await vault.seal('customer:c3', 'makes a key');
    const text = sealedText(sealed);
    const altered = { sealed: text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA') };
    expect(await vault.open('customer:c3', sealed)).toBeNull();
    expect(await vault.open('customer:c2', altered)).toBeNull();
    expect(await vault.open('customer:c2', { sealed: 'rubbish' })).toBeNull();
    expect(await vault.open('customer:c2', sealed)).toBe('secret');
  });

  it('makes one key for a subject, however many processes ask at once', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => openVault()));
    const subjects = Array.from({ length: 50 }, (_, n): Subject => `subscription:race-${n}`);
    const sealed = await Promise.all(
      processes.flatMap((vault) =>
        subjects.map(async (subject) => ({ subject, value: await vault.seal(subject, subject) })),
      ),
    );
    const reader = await openVault();
    expect(await reader.openAll(sealed)).toEqual(sealed.map(({ subject }) => subject));
    const [row] = await query<{ keys: number }>(
      `SELECT count(*)::int AS keys FROM vault.subject_key WHERE subject LIKE 'subscription:race-%'`,
    );
    expect(row).toEqual({ keys: 50 });
  });

  it('makes hundreds of keys at once', async () => {
    const [vault, reader] = [await openVault(), await openVault()];
    const subjects = Array.from({ length: 1_200 }, (_, n): Subject => `subscription:many-${n}`);
    const values = await Promise.all(
      subjects.map(async (subject) => ({ subject, value: await vault.seal(subject, subject) })),
    );
    expect(await reader.openAll(values)).toEqual(subjects);
  });

  it('hands out no key of a batch that was not committed', async () => {
    const [vault, reader] = [await openVault(), await openVault()];
    const subjects = Array.from({ length: 20 }, (_, n): Subject => `subscription:uncommitted-${n}`);
    const sealed = () => Promise.allSettled(subjects.map((subject) => vault.seal(subject, subject)));
    await query(`
      CREATE FUNCTION vault.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no commit today'; END $$;
      CREATE CONSTRAINT TRIGGER refused AFTER INSERT ON vault.subject_key DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION vault.refuse()`);
    for (const outcome of await sealed()) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(VaultUnavailableError) });
    }
    await query('DROP TRIGGER refused ON vault.subject_key; DROP FUNCTION vault.refuse()');
    const values = (await sealed()).map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined));
    const asked = values.flatMap((value, n) =>
      value === undefined ? [] : [{ subject: subjects[n] as Subject, value }],
    );
    expect(await reader.openAll(asked)).toEqual(subjects);
  });

  it('leaves plain text as it is, and reads what is marked as erased as null', async () => {
    const vault = await openVault();
    expect(await vault.open('customer:c4', { plain: 'open' })).toBe('open');
    expect(await vault.open('customer:c4', { erased: true })).toBeNull();
  });
});

describe('erasing', () => {
  it('makes everything unreadable, everywhere, and no new key is ever made for the subject', async () => {
    const [one, other] = [await openVault(), await openVault()];
    const sealed = await one.seal('customer:erased', 'Ada');
    await one.destroy('customer:erased');
    expect(await one.open('customer:erased', sealed)).toBeNull();
    expect(await other.open('customer:erased', sealed)).toBeNull();
    await expect(one.seal('customer:erased', 'again')).rejects.toThrow(ErasedSubjectError);
    await expect(other.seal('customer:erased', 'again')).rejects.toThrow(ErasedSubjectError);
    const rows = await query('SELECT key FROM vault.subject_key WHERE subject = $1', ['customer:erased']);
    expect(rows).toEqual([{ key: null }]);
  });

  it('holds twice, and for a subject that never had a key', async () => {
    const vault = await openVault();
    await vault.destroy('customer:never');
    await vault.destroy('customer:never');
    await expect(vault.seal('customer:never', 'x')).rejects.toThrow(ErasedSubjectError);
  });

  it('is seen by other processes, which drop the key that they remember', async () => {
    const [one, other] = [await openVault(), await openVault()];
    const sealed = await other.seal('customer:told', 'Ada');
    await one.destroy('customer:told');
    await eventually(async () => (await other.open('customer:told', sealed)) === null);
    await expect(other.seal('customer:told', 'again')).rejects.toThrow(ErasedSubjectError);
  });
});

describe('what somebody else owns', () => {
  const OWNER = 'reseller:owner';

  it('takes one key for all who take it over, however many they are', async () => {
    const [vault, reader] = [await openVault(), await openVault()];
    const subjects = Array.from({ length: 30 }, (_, n): Subject => `subscription:owned-${n}`);
    const values = await Promise.all(
      subjects.map(async (subject) => ({ subject, value: await vault.seal(subject, subject, OWNER) })),
    );
    expect(await reader.openAll(values)).toEqual(subjects);
    expect(await query(`SELECT subject FROM vault.subject_key WHERE subject ~ '^(reseller|subscription):own'`)).toEqual(
      [{ subject: OWNER }],
    );
    const [first, second] = values;
    expect(await reader.open(second?.subject ?? OWNER, first?.value ?? { erased: true })).toBeNull();
  });

  it('is erased with the subject, for every process, and stays open for the others', async () => {
    const [one, other] = [await openVault(), await openVault()];
    const [erased, kept] = [
      await one.seal('subscription:erased', 'help', OWNER),
      await one.seal('subscription:kept', 'help', OWNER),
    ];
    expect(await other.openAll([{ subject: 'subscription:erased', value: erased }])).toEqual(['help']);
    await one.destroy('subscription:erased');
    expect(await one.open('subscription:erased', erased)).toBeNull();
    await eventually(async () => (await other.open('subscription:erased', erased)) === null);
    const fresh = await openVault();
    const both = [
      { subject: 'subscription:erased', value: erased },
      { subject: 'subscription:kept', value: kept },
    ] as const;
    expect(await fresh.openAll(both)).toEqual([null, 'help']);
  });

  it('opens beside what the subject has under a key of its own, and both are erased with it', async () => {
    const [vault, reader] = [await openVault(), await openVault()];
    const subject = 'subscription:both';
    const values = [await vault.seal(subject, 'owned', OWNER), await vault.seal(subject, 'own')];
    const asked = values.map((value) => ({ subject, value }) as const);
    expect([await vault.openAll(asked), await reader.openAll(asked)]).toEqual([
      ['owned', 'own'],
      ['owned', 'own'],
    ]);
    await vault.destroy(subject);
    expect(await vault.openAll(asked)).toEqual([null, null]);
  });

  it('is sealed and opened while the vault is away, by who has the owner’s key in memory', async () => {
    const vault = await openVault();
    const before = await vault.seal('subscription:before', 'help', OWNER);
    expect(await vault.open('subscription:before', before)).toBe('help');
    await postgres.stop();
    try {
      const during = await vault.seal('subscription:during', 'help', OWNER);
      expect(sealedText(during)).not.toBe('');
      expect(await vault.open('subscription:before', before)).toBe('help');
      await expect(vault.open('subscription:during', during)).rejects.toThrow(VaultUnavailableError);
    } finally {
      await postgres.start();
    }
  });
});

describe('the keyed hashes', () => {
  it('are the same in every process, for ever, and different for each purpose', async () => {
    const [one, other] = [await openVault(), await openVault()];
    expect(one.hmac('request', 'text')).toMatch(/^[0-9a-f]{64}$/);
    expect(other.hmac('request', 'text')).toBe(one.hmac('request', 'text'));
    expect(one.hmac('claim', 'text')).not.toBe(one.hmac('request', 'text'));
    expect(one.hmac('request', 'text2')).not.toBe(one.hmac('request', 'text'));
  });

  it('are another vault’s own', async () => {
    const [one, other] = [await openVault(), await openVault(await postgres.newDatabase())];
    expect(one.hmac('claim', 'text')).not.toBe(other.hmac('claim', 'text'));
  });
});

describe('a vault that is away', () => {
  it('is said so at once, except for keys in memory, and is there again by itself', async () => {
    const vault = await openVault();
    const sealed = await vault.seal('customer:known', 'Ada');
    const unknown = await (await openVault()).seal('customer:unknown', 'Grace');
    await postgres.stop();
    try {
      const before = performance.now();
      await expect(vault.seal('customer:new', 'x')).rejects.toThrow(VaultUnavailableError);
      await expect(vault.open('customer:unknown', unknown)).rejects.toThrow(VaultUnavailableError);
      expect(performance.now() - before).toBeLessThan(5_000);
      expect(await vault.open('customer:known', sealed)).toBe('Ada');
      expect(sealedText(await vault.seal('customer:known', 'more'))).not.toBe('');
      expect(vault.hmac('request', 'text')).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      await postgres.start();
    }
    expect(await vault.open('customer:unknown', unknown)).toBe('Grace');
  });

  it('is waited for at start', async () => {
    await postgres.stop();
    const vault = new PostgresVault(postgres.url);
    vaults.push(vault);
    const starting = vault.onModuleInit();
    await postgres.start();
    await starting;
    expect(vault.hmac('request', 'text')).toMatch(/^[0-9a-f]{64}$/);
  });
});
