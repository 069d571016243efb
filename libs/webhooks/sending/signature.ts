import { createHmac } from 'node:crypto';

/** Standard Webhooks: a receiver's library takes it as it is. */
const SECRET_PREFIX = 'whsec_';
const VERSION = 'v1';

/** @param hex 32 bytes. */
export const secretText = (hex: string): string => `${SECRET_PREFIX}${Buffer.from(hex, 'hex').toString('base64')}`;

/** Of what is signed; `at` in seconds since 1970. */
export interface Signed {
  readonly id: string;
  readonly at: number;
  readonly body: string;
}

/** `webhook-signature`: one for each secret, a blank between them. @param secrets as `whsec_…` */
export const signatureOf = ({ id, at, body }: Signed, secrets: readonly string[]): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
      return `${VERSION},${createHmac('sha256', key).update(`${id}.${at}.${body}`, 'utf8').digest('base64')}`;
    })
    .join(' ');
