import { queued } from './parts/queued.js';
import { told } from './parts/told.js';
import { START_MS, WebhooksUnderTest } from './webhooks-under-test.js';

let webhooks: WebhooksUnderTest;

beforeAll(async () => {
  webhooks = await WebhooksUnderTest.start();
}, START_MS);

afterAll(() => webhooks?.stop(), START_MS);

queued(() => webhooks);
told(() => webhooks);
