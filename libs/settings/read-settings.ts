import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import { type Environment, EnvironmentReader } from './environment.js';
import { readPolicy } from './policy-file.js';
import type { OidcSettings, Settings } from './settings.js';
import { SettingsError } from './settings-error.js';

/** What the environment itself says: where a URL is missing, the launcher starts an embedded part. */
export interface GivenSettings
  extends Omit<Settings, 'eventStoreUrl' | 'databaseUrl' | 'vaultUrl' | 'vendorUrl' | 'sandbox'> {
  readonly eventStoreUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly vaultUrl: string | undefined;
  readonly vendorUrl: string | undefined;
  readonly sandbox: boolean | undefined;
  /** Whether the launcher may start a Redis of its own: false where `REDIS_URL` says `none`. */
  readonly privateRedis: boolean;
}

/**
 * Five keep the main thread busy. And each takes up to four connections of the vault's Postgres: with sixteen an embedded
 * one had none of its hundred left for queries.
 */
const WRITE_THREADS_MAX = 8;

/** `REDIS_URL=none`: the queue is on Postgres, though a Redis is installed. */
const NO_REDIS = 'none';

/** The launcher's reading. @throws SettingsError that names every fault. */
export function readGivenSettings(environment: Environment): GivenSettings {
  const reader = new EnvironmentReader(environment);
  const { policy, ...given } = gather(reader);
  if (reader.faults.length > 0 || policy === undefined) throw new SettingsError(reader.faults);
  return { ...given, policy };
}

/** Every other process's reading: nothing that it needs may be missing. @throws SettingsError that names every fault. */
export function readSettings(environment: Environment): Settings {
  const reader = new EnvironmentReader(environment);
  const { privateRedis: _, ...given } = gather(reader);
  const { eventStoreUrl, databaseUrl, vendorUrl, policy } = given;
  if (!reader.text('EVENTSTORE_URL')) reader.faults.push('EVENTSTORE_URL is missing');
  if (!reader.text('DATABASE_URL')) reader.faults.push('DATABASE_URL is missing');
  if (!reader.text('VENDOR_URL')) reader.faults.push('VENDOR_URL is missing');
  if (reader.faults.length > 0 || !eventStoreUrl || !databaseUrl || !vendorUrl || !policy) {
    throw new SettingsError(reader.faults);
  }
  const vaultUrl = given.vaultUrl ?? databaseUrl;
  return { ...given, eventStoreUrl, databaseUrl, vendorUrl, vaultUrl, policy, sandbox: given.sandbox ?? false };
}

function gather(reader: EnvironmentReader): Omit<GivenSettings, 'policy'> & { policy: VendorPolicy | undefined } {
  const privateRedis = reader.text('REDIS_URL') !== NO_REDIS;
  const dataDir = resolve(reader.text('DATA_DIR') ?? './data');
  return {
    port: reader.port('PORT', 3000),
    host: reader.text('HOST') ?? '127.0.0.1',
    metrics: { host: reader.text('METRICS_HOST') ?? '127.0.0.1', port: reader.port('METRICS_PORT', 0) },
    dataDir,
    eventStoreUrl: reader.url('EVENTSTORE_URL', ['esdb', 'esdb+discover']),
    databaseUrl: reader.url('DATABASE_URL', ['postgres', 'postgresql']),
    redisUrl: privateRedis ? reader.url('REDIS_URL', ['redis', 'rediss']) : undefined,
    privateRedis,
    vaultUrl: reader.url('VAULT_URL', ['postgres', 'postgresql']),
    vendorUrl: reader.url('VENDOR_URL', ['http', 'https']),
    keysFile: resolve(reader.text('KEYS_FILE') ?? `${dataDir}/keys-hashed.json`),
    anchorsDir: resolve(reader.text('ANCHORS_DIR') ?? `${dataDir}/anchors`),
    auditKeyFile: resolve(reader.text('AUDIT_KEY_FILE') ?? `${dataDir}/audit-key.pem`),
    // More than a process can answer: the bound on what is in flight comes first, unless a lower rate is set.
    requestsPerKey: reader.count('REQUESTS_PER_KEY', 200_000),
    oidc: oidcOf(reader),
    policy: readPolicy(reader.text('POLICY_FILE'), reader.faults),
    webhookAllowPrivate: reader.switch('WEBHOOK_ALLOW_PRIVATE') ?? false,
    // With their waits five hours.
    webhookAttempts: reader.count('WEBHOOK_ATTEMPTS', 16),
    sandbox: reader.switch('SANDBOX'),
    // One core does not get faster by sharing it; two are as full as they get with two threads beside the main one.
    writeThreads: reader.upTo(WRITE_THREADS_MAX, 'WRITE_THREADS', availableParallelism() > 1 ? 2 : 0),
    logLevel: reader.oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
  };
}

function oidcOf(reader: EnvironmentReader): OidcSettings | undefined {
  const issuer = reader.url('OIDC_ISSUER', ['https', 'http']);
  const audience = reader.text('OIDC_AUDIENCE');
  const jwksUrl = reader.url('OIDC_JWKS_URL', ['https', 'http']);
  if ((issuer === undefined) !== (audience === undefined)) {
    reader.faults.push('OIDC_ISSUER and OIDC_AUDIENCE are needed together');
  }
  if (issuer === undefined || audience === undefined) return undefined;
  return {
    issuer,
    audience,
    jwksUrl,
    clientClaim: reader.text('OIDC_CLIENT_CLAIM') ?? 'client_id',
    roleClaim: reader.text('OIDC_ROLE_CLAIM') ?? 'termbook_role',
    resellersClaim: reader.text('OIDC_RESELLERS_CLAIM') ?? 'termbook_resellers',
  };
}
