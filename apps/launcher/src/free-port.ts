import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the range from which systems take the near ends of outgoing connections (32768 up on Linux, 49152 up by IANA):
 * a port from that range can be gone by the time its server starts, or starts again.
 */
const PORT_MIN = 15_000;
const PORT_MAX = 32_000;
const TRIES_MAX = 50;
/** Until its server listens, nobody sees that a port is taken: this process remembers. */
const reserved = new Set<number>();

/** A loopback port that nobody listens on now, and each another one. @throws Error when none of `TRIES_MAX` is free. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const port = randomInt(PORT_MIN, PORT_MAX);
    if (reserved.has(port)) continue;
    reserve(port);
    if ((await whyNotListen('127.0.0.1', port)) === undefined) return port;
  }
  throw new Error(`None of ${TRIES_MAX} ports from ${PORT_MIN} to ${PORT_MAX} is free`);
}

/** It is not given to anybody else. */
export const reserve = (port: number): void => void reserved.add(port);

/** @returns why nobody could listen there now; undefined when one could. */
export function whyNotListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve(code === 'EADDRINUSE' ? 'it is in use' : message),
    );
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
