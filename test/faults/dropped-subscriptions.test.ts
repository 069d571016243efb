import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { Scenario } from '../acceptance/scenario.js';
import { startTermbook, type TermbookUnderTest } from '../support/start-termbook.js';

const OPEN = '057O1-WW6525-L347';
const START_MS = 180_000;
const ORDERS = 100;
const DROP_EVERY_MS = 100;

describe('with a store that drops its live subscribers ten times a second', () => {
  let node: EventNode;
  let termbook: TermbookUnderTest;
  let t: Scenario;
  const directory = mkdtempSync(join(tmpdir(), 'termbook-node-'));

  beforeAll(async () => {
    node = await startEventNode({ dataDir: directory });
    const environment = { EVENTSTORE_URL: node.connectionString, SANDBOX: 'on' };
    termbook = await startTermbook({ part: 'faults', environment });
    t = new Scenario(termbook);
    await t.listPlan(OPEN);
    await t.registerReseller('acme');
    await t.registerCustomer('customer-1', 'acme');
  }, START_MS);

  afterAll(async () => {
    await termbook?.remove();
    await node?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, START_MS);

  it(
    'projects every order, each with its newest revision',
    async () => {
      node.setFaults({ dropEveryMs: DROP_EVERY_MS });
      const ids: string[] = [];
      for (let i = 0; i < ORDERS; i += 1) {
        ids.push(await t.order({ resellerId: 'acme', customerId: 'customer-1', productId: OPEN, quantity: 1 }));
      }
      for (const id of ids) await t.subscription(id, (s) => s.revision === 0 || s.status === 'active');
      node.setFaults({ dropEveryMs: 0 });
      const listed = await t.get(`/v1/subscriptions?resellerId=acme&limit=200`);
      expect((listed.body.items as unknown[]).length).toBe(ORDERS);
    },
    START_MS,
  );
});
