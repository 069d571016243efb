import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may use the node: one name for all. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @returns whether an `authorization` header carries them; how long that takes tells nothing of them. */
export function credentialsCheck({ username, password }: Credentials): (header: string | undefined) => boolean {
  const expected = digest(`${username}:${password}`);
  return (header) => {
    const encoded = /^basic ([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
    return encoded !== undefined && timingSafeEqual(digest(Buffer.from(encoded, 'base64').toString('utf8')), expected);
  };
}
