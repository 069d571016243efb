import { Client } from 'pg';
import { startEmbeddedPostgres, type TestPostgres } from '../../support/embedded-postgres.js';

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded Postgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startEmbeddedPostgres();
  });
  afterAll(() => postgres.remove());

  it('lets in who has the password, into a database of its own', async () => {
    await query(postgres.url, 'CREATE TABLE kept (id int)');
    await expect(query(await postgres.newDatabase(), 'SELECT * FROM kept')).rejects.toThrow('does not exist');
    await expect(query(postgres.url.replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      'authentication failed',
    );
  });

  it('still has what was committed after it was killed and started again at the same address', async () => {
    await query(postgres.url, 'INSERT INTO kept VALUES (1)');
    await postgres.kill();
    await postgres.start();
    expect(await query(postgres.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  });

  it('compares text the same way on every machine', async () =>
    expect(await query(postgres.url, `SELECT 'a-B' < 'aB' AS hyphen_first, lower('ÄÖ') AS lower`)).toEqual([
      { hyphen_first: true, lower: 'äö' },
    ]));
});
