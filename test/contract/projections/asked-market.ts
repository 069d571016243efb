import type { Clock } from '#kernel/clock.js';
import { startEmbeddedPostgres } from '../../support/embedded-postgres.js';
import { type Asking, askingWith } from './asking.js';
import { Market } from './market.js';
import { Bench, type ReadModels, runnerFor, type TestStore } from './running-projections.js';

/** A market whose history is projected as it is written, and every query on what comes of it. */
export class AskedMarket {
  private constructor(
    readonly store: TestStore,
    readonly readModels: ReadModels,
    readonly ask: Asking,
    readonly market: Market,
    /** Call it in `afterAll`. */
    readonly stop: () => Promise<void>,
  ) {}

  static async start(clock: Clock): Promise<AskedMarket> {
    const postgres = await startEmbeddedPostgres();
    const bench = new Bench(postgres);
    const store = await bench.store();
    const readModels = await bench.readModels();
    await bench.running(runnerFor(store, readModels.url));
    const ask = await askingWith(readModels.url, store, clock);
    const market = new Market(store.scribe, (subject, text) => ask.vault.seal(subject, text));
    return new AskedMarket(store, readModels, ask, market, async () => {
      await ask.close();
      await bench.close();
      await postgres.remove();
    });
  }
}
