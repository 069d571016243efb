import { feed } from './parts/feed.js';
import { receipts } from './parts/receipts.js';
import { webhooks } from './parts/webhooks.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems are told. */
let t: ApiUnderTest;
const api = () => t;

beforeAll(async () => {
  t = await ApiUnderTest.start();
}, 120_000);

afterAll(() => t?.stop(), 30_000);

feed(api);
webhooks(api);
receipts(api);
