import { createHmac } from 'node:crypto';
import { keyIdOfCookie, queueBoardCookie } from './queue-board-cookie.js';

const vaultWith = (secret: string) => ({
  hmac: (purpose: string, text: string) => createHmac('sha256', secret).update(`${purpose}${text}`).digest('hex'),
});
const vault = vaultWith('one');
const NOW = Date.UTC(2026, 10, 26);
const MINUTES_15 = 900_000;

const cookieOf = (header: string): string => header.split(';', 1)[0] ?? '';

describe("the queue board's cookie", () => {
  const { header, expiresAt } = queueBoardCookie(vault, 'operations-1', NOW, false);

  it('is kept from scripts, from other sites and from other addresses, for fifteen minutes', () => {
    expect(header.split('; ').slice(1)).toEqual(['Path=/console/queues', 'Max-Age=900', 'HttpOnly', 'SameSite=Strict']);
    expect(expiresAt).toBe('2026-11-26T00:15:00.000Z');
  });

  it('is sent over TLS only where it came over TLS', () =>
    expect(queueBoardCookie(vault, 'operations-1', NOW, true).header).toMatch(/; Secure$/));

  it('stands for its key, up to its last millisecond', () => {
    const others = `theme=dark; ${cookieOf(header)}`;
    expect(keyIdOfCookie(vault, others, NOW + MINUTES_15 - 1)).toBe('operations-1');
    expect(keyIdOfCookie(vault, others, NOW + MINUTES_15)).toBeUndefined();
  });

  it('of another, or altered, stands for none', () => {
    const altered = cookieOf(header).replace('=', '=A');
    const forged = cookieOf(queueBoardCookie(vaultWith('other'), 'admin-1', NOW, false).header);
    for (const one of [altered, forged, 'termbook-queues=', 'termbook-queues=.', '', undefined]) {
      expect(keyIdOfCookie(vault, one, NOW)).toBeUndefined();
    }
  });
});
