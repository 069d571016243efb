import { feed } from './parts/feed.js';
import { receipts } from './parts/receipts.js';
import { webhooks } from './parts/webhooks.js';
import { ApiUnderTest } from './running-api.js';

/** What other systems are told. */
const api = ApiUnderTest.ofFile();

feed(api);
webhooks(api);
receipts(api);
