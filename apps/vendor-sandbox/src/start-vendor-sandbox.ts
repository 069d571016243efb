import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { VendorBook } from './vendor-book.js';
import { vendorSandboxWith } from './vendor-sandbox.module.js';

/** An order has a few hundred bytes. */
const REQUEST_BYTES_MAX = 64 * 1024;

export interface VendorSandboxOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Milliseconds since the Unix epoch; the real clock unless a test says otherwise. */
  readonly wall?: () => number;
}

export interface RunningVendorSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startVendorSandbox({
  host,
  port,
  dataDir,
  wall,
}: VendorSandboxOptions): Promise<RunningVendorSandbox> {
  const book = await VendorBook.open(join(dataDir, 'vendor-sandbox', 'journal.ndjson'), wall);
  const app = await NestFactory.create<NestFastifyApplication>(
    vendorSandboxWith(book),
    new FastifyAdapter({ bodyLimit: REQUEST_BYTES_MAX, forceCloseConnections: true }),
    { logger: ['error', 'warn'] },
  );
  await app.listen(port, host);
  return {
    url: await app.getUrl(),
    async stop() {
      await app.close();
      await book.close();
    },
  };
}
