import pg from 'pg';
import { PROGRESS_CHANNEL } from './checkpoint.rows.js';

/** A lost connection is tried again after this long; meanwhile whoever waits polls. */
const RECONNECT_MS = 1_000;

/** Hears, on a connection of its own, how far the projections are; opened when somebody first waits. */
export class ProgressSignal {
  /** The furthest position heard of; never more than what was committed. */
  heard = -1n;
  private client: pg.Client | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly databaseUrl: string) {}

  /** Resolves at the next word from the projector, or after so long at the latest. */
  async next(timeoutMs: number): Promise<void> {
    this.listen();
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.waiting.add(done);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.reconnect);
    for (const done of this.waiting) done();
    await this.client?.end().catch(() => undefined);
  }

  private listen(): void {
    if (this.client !== undefined || this.reconnect !== undefined || this.closed) return;
    const client = new pg.Client({ connectionString: this.databaseUrl });
    this.client = client;
    client.on('notification', ({ payload }) => this.hear(payload));
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client
      .connect()
      .then(() => client.query(`LISTEN ${PROGRESS_CHANNEL}`))
      .catch(() => this.lost(client));
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    // A position heard before the loss may be of rows that were dropped since.
    this.heard = -1n;
    if (this.closed) return;
    void client.end().catch(() => undefined);
    this.reconnect = setTimeout(() => {
      this.reconnect = undefined;
    }, RECONNECT_MS);
    this.reconnect.unref();
  }

  private hear(payload: string | undefined): void {
    if (payload !== undefined && /^-?\d{1,19}$/.test(payload)) this.heard = BigInt(payload);
    for (const done of this.waiting) done();
  }
}
