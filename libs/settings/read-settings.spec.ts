import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readGivenSettings, readSettings } from './read-settings.js';
import { SettingsError } from './settings-error.js';

const complete = {
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  DATABASE_URL: 'postgres://termbook:secret@127.0.0.1:5432/termbook',
  VENDOR_URL: 'http://127.0.0.1:4000',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

function policyFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'policy-')), 'policy.json');
  writeFileSync(file, content);
  return file;
}

const autodesk = {
  vendor: 'autodesk',
  calendarRegion: 'US',
  timeZone: 'America/Los_Angeles',
  businessDaysBeforeTermEnd: 5,
  cutoffDayCounts: true,
  lateDisable: 'defer',
  seatsMax: 999,
  startDateDaysMax: 31,
  refunds: 'never',
  disabling: 'irrevocable',
  neverResubmittedErrors: [70, 71],
};

describe('reading the settings', () => {
  it('needs three URLs and has a default for all else', () =>
    expect(readSettings(complete)).toEqual({
      port: 3000,
      host: '127.0.0.1',
      metrics: { host: '127.0.0.1', port: 0 },
      dataDir: resolve('./data'),
      eventStoreUrl: complete.EVENTSTORE_URL,
      databaseUrl: complete.DATABASE_URL,
      redisUrl: undefined,
      vaultUrl: complete.DATABASE_URL,
      vendorUrl: complete.VENDOR_URL,
      keysFile: resolve('./data/keys-hashed.json'),
      anchorsDir: resolve('./data/anchors'),
      auditKeyFile: resolve('./data/audit-key.pem'),
      policy: autodesk,
      oidc: undefined,
      webhookAllowPrivate: false,
      webhookAttempts: 16,
      writeThreads: availableParallelism() > 1 ? 2 : 0,
      sandbox: false,
      requestsPerKey: 200_000,
      logLevel: 'info',
    }));

  it('names every fault at once, and prints no URL', () =>
    expect(
      faultsOf({
        PORT: '65536',
        WRITE_THREADS: '9',
        REQUESTS_PER_KEY: '0',
        DATABASE_URL: 'mysql://root:secret@db/termbook',
        VENDOR_URL: ' ',
        SANDBOX: 'maybe',
        LOG_LEVEL: 'loud',
        POLICY_FILE: '/nowhere/policy.json',
      }),
    ).toEqual([
      'PORT is "65536": a whole number from 0 to 65535 is needed',
      'DATABASE_URL is no URL that begins with postgres:// or postgresql://',
      'REQUESTS_PER_KEY is "0": a whole number from 1 to 999999999 is needed',
      expect.stringContaining('POLICY_FILE /nowhere/policy.json: it cannot be read'),
      'SANDBOX is "maybe": it can be on or off',
      'WRITE_THREADS is "9": a whole number from 0 to 8 is needed',
      'LOG_LEVEL is "loud": it can be debug, info, warn, error',
      'EVENTSTORE_URL is missing',
      'VENDOR_URL is missing',
    ]));

  it.each(['65535', '0'])('takes port %s', (port) =>
    expect(readSettings({ ...complete, PORT: port }).port).toBe(Number(port)),
  );

  it.each(['0', '8'])('takes %s threads that decide', (threads) =>
    expect(readSettings({ ...complete, WRITE_THREADS: threads }).writeThreads).toBe(Number(threads)),
  );

  it('lets the launcher read an empty environment', () =>
    expect(readGivenSettings({})).toMatchObject({
      eventStoreUrl: undefined,
      databaseUrl: undefined,
      vendorUrl: undefined,
      sandbox: undefined,
    }));
});

describe('reading an issuer of tokens', () => {
  const oidc = { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'termbook' };

  it('takes its claims by their usual names', () =>
    expect(readSettings({ ...complete, ...oidc }).oidc).toEqual({
      issuer: 'https://login.example',
      audience: 'termbook',
      jwksUrl: undefined,
      clientClaim: 'client_id',
      roleClaim: 'termbook_role',
      resellersClaim: 'termbook_resellers',
    }));

  it('needs to know for whom tokens are', () => {
    expect(faultsOf({ ...complete, OIDC_ISSUER: oidc.OIDC_ISSUER })).toEqual([
      'OIDC_ISSUER and OIDC_AUDIENCE are needed together',
    ]);
  });
});

describe('reading a vendor policy', () => {
  it('takes a file that says everything', () => {
    const file = policyFile(JSON.stringify({ ...autodesk, calendarRegion: null, timeZone: 'Europe/Berlin' }));
    expect(readSettings({ ...complete, POLICY_FILE: file }).policy).toEqual({
      ...autodesk,
      calendarRegion: null,
      timeZone: 'Europe/Berlin',
    });
  });

  it('names each field that is missing, wrong or unknown', () => {
    const { seatsMax: _, ...rest } = autodesk;
    const file = policyFile(
      JSON.stringify({ ...rest, timeZone: 'Mars/Olympus', cutoffDayCounts: 'yes', refund: 'never' }),
    );
    expect(faultsOf({ ...complete, POLICY_FILE: file })).toEqual([
      `POLICY_FILE ${file}: property refund should not exist`,
      `POLICY_FILE ${file}: timeZone must be a valid IANA time-zone`,
      `POLICY_FILE ${file}: cutoffDayCounts must be a boolean value`,
      `POLICY_FILE ${file}: seatsMax must be an integer number`,
    ]);
  });

  it('says when it is not JSON', () =>
    expect(faultsOf({ ...complete, POLICY_FILE: policyFile('{') })[0]).toContain('it is not JSON'));
});
