import type { VendorPolicy } from '#domain/policy/vendor-policy.js';

/** An issuer of tokens that are taken in place of keys, and how its claims are called. */
export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** undefined: the issuer says where its keys are. */
  readonly jwksUrl: string | undefined;
  readonly clientClaim: string;
  readonly roleClaim: string;
  readonly resellersClaim: string;
}

/** Everything that the environment decides, checked at start. URLs are resolved: the launcher fills in embedded parts. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Where projector and worker tell their metrics; the api has them beside all else. */
  readonly metrics: { readonly host: string; readonly port: number };
  readonly dataDir: string;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** undefined: BullMQ runs on the Postgres of `databaseUrl`. */
  readonly redisUrl: string | undefined;
  readonly vaultUrl: string;
  readonly vendorUrl: string;
  readonly keysFile: string;
  /** Where the daily anchors of the history are written to be kept elsewhere. */
  readonly anchorsDir: string;
  /** Ed25519, PEM: signs anchors and audit files. Made where it is missing. */
  readonly auditKeyFile: string;
  /** Requests that one key may send to each api process in ten seconds. */
  readonly requestsPerKey: number;
  /** undefined: only keys are taken. */
  readonly oidc: OidcSettings | undefined;
  readonly policy: VendorPolicy;
  /** Whether a webhook may lead to an address that is not on the public internet. */
  readonly webhookAllowPrivate: boolean;
  /** Attempts at one event before its stream is parked. */
  readonly webhookAttempts: number;
  readonly sandbox: boolean;
  /** Threads in which an api process decides and appends; 0: in the one that answers HTTP. */
  readonly writeThreads: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export const SETTINGS = Symbol('Settings');
