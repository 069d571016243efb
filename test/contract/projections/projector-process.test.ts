import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '#apps/launcher/src/free-port.js';
import { OPENED, plans } from './market.js';
import { Bench, type TestStore } from './running-projections.js';
import { startProjector } from './start-projector.js';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
const bench = Bench.ofFile();

const projector = async (store: TestStore, databaseUrl: string, settings: Readonly<Record<string, string>> = {}) => {
  const child = await startProjector(store, databaseUrl, settings);
  children.push(child);
  return child;
};

const list = async (store: TestStore, productName: string) => {
  const event = { type: 'ServicePlanListed', plan: { ...plans.revit, productName }, price, listedAt: OPENED } as const;
  return (await store.scribe.write(`plan-${plans.revit.productId}`, { effectiveAt: OPENED, event })).position;
};
const price = { amountMinor: 312_000, currency: 'USD' };

describe('the projector as a process', () => {
  it('goes on after kill -9 where it was, tells its metrics, and stops by itself when told to', async () => {
    const store = await bench.store();
    const readModels = await bench.readModels();
    const first = await projector(store, readModels.url);
    await readModels.reached(await list(store, 'one'));
    first.kill('SIGKILL');
    const last = await list(store, 'two');
    const port = await freePort();
    const second = await projector(store, readModels.url, { METRICS_PORT: String(port) });
    await readModels.reached(last);
    expect(await readModels.rows('service_plan')).toMatchObject([{ product_name: 'two', revision: 1 }]);
    expect(await readModels.counts('catalogue')).toEqual({ read: 2, applied: 2, ignored: 0, parked: 0 });
    const told = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(told).toMatch(/^termbook_projector_leads\{process="projector"\} 1$/m);
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);
  });
});
