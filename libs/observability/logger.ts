import { type Logger, pino } from 'pino';

export type { Logger };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Names under which secrets and personal data travel: never written, at whatever depth up to two they stand. */
const NEVER_LOGGED = [
  'authorization',
  'cookie',
  'password',
  'key',
  'address',
  'postalCode',
  'supportContact',
  'supportEmail',
];

export const redactedPaths = NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** One JSON object a line on stdout; the launcher makes it readable. */
export function createLogger(name: string, level: LogLevel = 'info'): Logger {
  return pino({ name, level, redact: { paths: redactedPaths, censor: '[not logged]' } });
}
