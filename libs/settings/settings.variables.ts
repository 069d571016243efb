/** One environment variable that Termbook reads. The documentation's table and the compose file are checked against these. */
export interface SettingsVariable {
  readonly name: string;
  /** As printed in the documentation; null: none, it has to be given. */
  readonly byDefault: string | null;
  readonly meaning: string;
}

export const SETTINGS_VARIABLES = [
  { name: 'PORT', byDefault: '3000', meaning: 'Port of the HTTP API; 0 takes a free one.' },
  { name: 'HOST', byDefault: '127.0.0.1', meaning: 'Address on which the HTTP API listens.' },
  {
    name: 'METRICS_PORT',
    byDefault: '0',
    meaning: 'Port of `/metrics` of projector and worker; 0 takes a free one, which they name when they are ready.',
  },
  { name: 'METRICS_HOST', byDefault: '127.0.0.1', meaning: 'Address on which those listen.' },
  { name: 'DATA_DIR', byDefault: './data', meaning: 'Directory of the embedded parts and of the keys.' },
  {
    name: 'EVENTSTORE_URL',
    byDefault: 'embedded event node',
    meaning: 'Connection string of EventStoreDB / KurrentDB.',
  },
  {
    name: 'DATABASE_URL',
    byDefault: 'embedded Postgres',
    meaning: 'Postgres of the read models (and of the queue without Redis).',
  },
  {
    name: 'REDIS_URL',
    byDefault: 'private Redis if installed, else Postgres',
    meaning: 'Redis of the queue; `none` keeps it on Postgres.',
  },
  {
    name: 'VAULT_URL',
    byDefault: '`DATABASE_URL`',
    meaning: 'Postgres of the vault, which holds the keys of personal data.',
  },
  { name: 'VENDOR_URL', byDefault: 'embedded vendor sandbox', meaning: "The vendor's order service." },
  { name: 'KEYS_FILE', byDefault: '`DATA_DIR`/keys-hashed.json', meaning: 'API keys, hashed.' },
  {
    name: 'ANCHORS_DIR',
    byDefault: '`DATA_DIR`/anchors',
    meaning: 'Where the daily anchors of the history are written, to be kept elsewhere.',
  },
  {
    name: 'AUDIT_KEY_FILE',
    byDefault: '`DATA_DIR`/audit-key.pem',
    meaning: 'Key (Ed25519, PEM) that signs anchors and audit files; made where it is missing.',
  },
  {
    name: 'REQUESTS_PER_KEY',
    byDefault: '200000',
    meaning: 'Requests that one key may send to each api process in ten seconds; more is 429.',
  },
  { name: 'OIDC_ISSUER', byDefault: 'none: keys only', meaning: 'Issuer of tokens that are taken beside keys.' },
  {
    name: 'OIDC_AUDIENCE',
    byDefault: 'none',
    meaning: 'What `aud` of such a token must be; needed with `OIDC_ISSUER`.',
  },
  { name: 'OIDC_JWKS_URL', byDefault: 'as the issuer says', meaning: "The issuer's public keys." },
  { name: 'OIDC_CLIENT_CLAIM', byDefault: 'client_id', meaning: 'Claim that names the intake client.' },
  { name: 'OIDC_ROLE_CLAIM', byDefault: 'termbook_role', meaning: 'Claim that holds the role.' },
  {
    name: 'OIDC_RESELLERS_CLAIM',
    byDefault: 'termbook_resellers',
    meaning: 'Claim that lists the resellers of an intake token; `*` for all.',
  },
  { name: 'POLICY_FILE', byDefault: "Autodesk's, built in", meaning: 'The vendor policy (JSON).' },
  {
    name: 'WEBHOOK_ALLOW_PRIVATE',
    byDefault: 'off',
    meaning: '`on`: webhooks may lead to loopback, private and link-local addresses.',
  },
  {
    name: 'WEBHOOK_ATTEMPTS',
    byDefault: '16',
    meaning: 'Attempts at one event, over five hours, before its stream is parked for that webhook.',
  },
  {
    name: 'SANDBOX',
    byDefault: 'on only when everything is embedded',
    meaning: '`on` or `off`: whether the clock can be moved.',
  },
  {
    name: 'WRITE_THREADS',
    byDefault: '2; on one core 0',
    meaning:
      'Threads in which each api process decides commands and appends, at most 8; 0: in the one that answers HTTP.',
  },
  { name: 'LOG_LEVEL', byDefault: 'info', meaning: '`debug`, `info`, `warn` or `error`.' },
] as const satisfies readonly SettingsVariable[];

export type SettingsVariableName = (typeof SETTINGS_VARIABLES)[number]['name'];
