import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ConsoleUnderTest } from './console-under-test.js';
import { histories } from './parts/histories.js';
import { operations } from './parts/operations.js';
import { pages } from './parts/pages.js';
import { projector } from './parts/projector.js';
import { queues } from './parts/queues.js';
import { signingIn } from './parts/signing-in.js';
import { subscriptions } from './parts/subscriptions.js';

const ASSETS = resolve(import.meta.dirname, '../../dist/console/assets');
/** Of everything that is loaded, compressed. */
const LOADED_BYTES_MAX = 100_000;

const c = new ConsoleUnderTest();
beforeAll(() => c.start(), 180_000);
afterEach(() => c.closeTabs());
afterAll(() => c.remove(), 60_000);

signingIn(c);
subscriptions(c);
histories(c);
projector(c);
operations(c);
queues(c);
// Last: it looks at what the others left.
pages(c);

describe('what is loaded', () => {
  it('is under 100 kB, compressed', () => {
    const files = readdirSync(ASSETS).filter((name) => /\.(js|css|svg)$/.test(name));
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(resolve(ASSETS, name))).length, 0);
    expect(files.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(LOADED_BYTES_MAX);
  });
});
